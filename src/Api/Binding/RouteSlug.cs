using System.Reflection;
using StatusLevels.Api.OrganizationDirectory;

namespace StatusLevels.Api.Binding;

/// <summary>A route value that may be a slug; anything else ends the request with 422.</summary>
internal sealed record RouteSlug(string Value) : IBindableFromHttpContext<RouteSlug>, IRouteValue
{
    public static ValueTask<RouteSlug?> BindAsync(HttpContext context, ParameterInfo parameter)
    {
        var name = parameter.Name!;
        var slug = (string)context.Request.RouteValues[name]!;
        new FieldErrors().Slug(name, slug).ThrowIfAny();
        return ValueTask.FromResult<RouteSlug?>(new RouteSlug(slug));
    }
}
