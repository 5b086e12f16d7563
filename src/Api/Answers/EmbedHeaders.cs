using Microsoft.AspNetCore.Cors;
using StatusLevels.Api.Organizations;

namespace StatusLevels.Api.Answers;

/// <summary>What answers say that pages of any other site may load.</summary>
internal static class EmbedHeaders
{
    /// <summary>The header by which a browser lets pages of others load it.</summary>
    public const string ResourcePolicy = "Cross-Origin-Resource-Policy";

    /// <summary>A picture that is opened by itself runs nothing and loads nothing.</summary>
    private const string PicturePolicy = "default-src 'none'; style-src 'unsafe-inline'; sandbox";

    /// <summary>Any site may load it and read it; none of them with what its reader is here.</summary>
    public static void AllowAnySite(this IHeaderDictionary headers)
    {
        headers.AccessControlAllowOrigin = "*";
        headers[ResourcePolicy] = "cross-origin";
        headers.XContentTypeOptions = AnswerHeaders.NoSniff;
    }

    public static void GuardPicture(this IHeaderDictionary headers) => headers.ContentSecurityPolicy = PicturePolicy;

    /// <summary>
    /// For an endpoint that anybody may embed: the same for all, whatever cookies travel along. Any site may read each of its answers,
    /// refusals too: else a page of another site cannot tell them from a network that is away.
    /// </summary>
    public static TBuilder IsEmbedded<TBuilder>(this TBuilder endpoint) where TBuilder : IEndpointConventionBuilder =>
        endpoint.AllowAnonymous().WithMetadata(
            new ServesStrangers { IgnoresCookies = true, IsEmbedded = true }, new DisableCorsAttribute(), new ReadByAnybody(),
            new OpenToAnySite());

    /// <summary>Before anything can refuse: the shape of an address is looked at before the endpoint is asked.</summary>
    public static void OpenEmbedded(this HttpContext context)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<OpenToAnySite>() is not null)
        {
            context.Response.Headers.AllowAnySite();
        }
    }

    private sealed record OpenToAnySite;
}
