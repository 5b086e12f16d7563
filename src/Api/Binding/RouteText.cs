using System.Reflection;
using Microsoft.AspNetCore.Http.Features;

namespace StatusLevels.Api.Binding;

/// <summary>
/// A route value that is opaque text of 1 to 255 characters, percent-encoded where an address needs it, and the last part of the address.
/// Anything else ends the request with 422.
/// </summary>
internal sealed record RouteText(string Value) : IBindableFromHttpContext<RouteText>, IRouteValue
{
    private const string EncodedSlash = "%2F";

    public static ValueTask<RouteText?> BindAsync(HttpContext context, ParameterInfo parameter)
    {
        var name = parameter.Name!;
        var text = Read(context, (string)context.Request.RouteValues[name]!);
        new FieldErrors()
            .AddIf(!TextRules.IsStorable(text), name, TextRules.NotStorable)
            .Length(name, text, 1, TextLengths.OutsideId)
            .ThrowIfAny();
        return ValueTask.FromResult<RouteText?>(new RouteText(text));
    }

    // The server decodes an address, all but the slash: there "%2F" may have been a slash, or these three characters. What was sent tells.
    private static string Read(HttpContext context, string decoded)
    {
        if (!decoded.Contains(EncodedSlash, StringComparison.OrdinalIgnoreCase))
        {
            return decoded;
        }

        var sent = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget.Split('?')[0].TrimEnd('/');
        var text = Uri.UnescapeDataString(sent[(sent.LastIndexOf('/') + 1)..]);
        return string.Equals(text.Replace("/", EncodedSlash, StringComparison.Ordinal), decoded, StringComparison.OrdinalIgnoreCase)
            ? text
            : throw new ProblemException(new(ProblemCode.MalformedRequest, "address"));
    }
}
