using Microsoft.AspNetCore.ResponseCompression;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace StatusLevels.Api.Answers;

/// <summary>
/// Which answers are compressed: what is read (GET), text of some length, and not a status or a badge, whose tag names
/// these very bytes.
/// </summary>
/// <remarks>
/// Compression and encryption together can leak a secret that shares a body with text of an attacker's choice (BREACH). Here no body holds
/// both: tokens of sessions go out in a header, which is not compressed; a new key goes out once, in the answer to a POST, which is not
/// compressed either; the proof of a form is another text each time; and the cookie is SameSite, so that another site cannot make a browser
/// ask again and again.
/// </remarks>
internal sealed class AnswerCompression(IServiceProvider services, IOptions<ResponseCompressionOptions> options)
    : ResponseCompressionProvider(services, options)
{
    private const int WorthIt = 1024;

    private static readonly string[] Statuses = ["application/json", "image/svg+xml"];

    private static readonly string[] Texts =
        ["application/json", "text/csv", "text/html", "text/css", "text/javascript", "application/javascript", "image/svg+xml"];

    public static void Add(IServiceCollection services)
    {
        services.AddResponseCompression(options => (options.EnableForHttps, options.MimeTypes) = (true, Texts));
        services.AddSingleton<IResponseCompressionProvider, AnswerCompression>();
    }

    public override bool ShouldCompressResponse(HttpContext context)
    {
        var headers = context.Response.Headers;
        var isStatus = headers.ContainsKey(HeaderNames.ETag) && Statuses.Any(
            type => context.Response.ContentType?.StartsWith(type, StringComparison.Ordinal) == true);
        return HttpMethods.IsGet(context.Request.Method) && !isStatus && !(headers.ContentLength < WorthIt)
            && base.ShouldCompressResponse(context);
    }
}
