using System.Reflection;
using StatusLevels.Api.OrganizationDirectory;

namespace StatusLevels.Api.Binding;

/// <summary>
/// A route value that is an organization's id or its slug; what can be neither ends the request with 400 <c>malformed_id</c>.
/// </summary>
/// <param name="Id">Null: it is a slug.</param>
/// <param name="Slug">Null: it is an id.</param>
internal sealed record RouteOrganization(Guid? Id, string? Slug) : IBindableFromHttpContext<RouteOrganization>, IRouteValue
{
    /// <summary>What it is called in addresses.</summary>
    public const string Key = "organization";

    public static ValueTask<RouteOrganization?> BindAsync(HttpContext context, ParameterInfo parameter)
    {
        var text = context.Request.RouteValues[parameter.Name!] as string;
        return ValueTask.FromResult<RouteOrganization?>(
            Uuid.TryParse(text, out var id) ? new RouteOrganization(id, null)
            : text is not null && DirectoryRules.IsSlug(text) ? new RouteOrganization(null, text)
            : throw new ProblemException(
                new(ProblemCode.MalformedId, "organization_in_address")));
    }
}
