using System.Reflection;

namespace StatusLevels.Api.Binding;

/// <summary>A route value that is a UUID in its 8-4-4-4-12 spelling; anything else ends the request with 400 <c>malformed_id</c>.</summary>
internal sealed record RouteUuid(Guid Value) : IBindableFromHttpContext<RouteUuid>, IRouteValue
{
    public static ValueTask<RouteUuid?> BindAsync(HttpContext context, ParameterInfo parameter)
    {
        var name = parameter.Name!;
        return Uuid.TryParse(context.Request.RouteValues[name] as string, out var value)
            ? ValueTask.FromResult<RouteUuid?>(new RouteUuid(value))
            : throw new ProblemException(new(ProblemCode.MalformedId, new("malformed_id", ("name", name.Replace('_', ' ')))));
    }
}
