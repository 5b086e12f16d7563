using System.Buffers;

namespace StatusLevels.Api.QrCodes;

/// <summary>What kind of device somebody scans with, and whether it is somebody at all.</summary>
internal static class ScanDevice
{
    private static readonly SearchValues<string> Robots = SearchValues.Create(
    [
        "bot", "crawl", "spider", "slurp", "preview", "facebookexternalhit", "whatsapp", "telegram", "embedly", "curl/", "wget/", "python",
        "java/",
        "go-http-client", "okhttp", "headless", "lighthouse", "monitor", "axios", "node-fetch", "httpclient", "libwww",
    ], StringComparison.OrdinalIgnoreCase);

    /// <summary>Nobody looks at what is fetched: a robot, or a browser ahead of its reader.</summary>
    public static bool IsNobody(HttpContext context)
    {
        var headers = context.Request.Headers;
        return HeadRequest.Is(context) || IsRobot(headers.UserAgent.ToString())
            || Says(headers["Sec-Purpose"].ToString(), "prefetch") || Says(headers["Purpose"].ToString(), "prefetch")
            || Says(headers["X-Purpose"].ToString(), "preview") || Says(headers["X-Moz"].ToString(), "prefetch");
    }

    public static string Of(string userAgent) =>
        Says(userAgent, "iPad") || Says(userAgent, "Tablet") || (Says(userAgent, "Android") && !Says(userAgent, "Mobile")) ? "tablet"
        : Says(userAgent, "Mobi") ? "phone"
        : Says(userAgent, "Windows") || Says(userAgent, "Macintosh") || Says(userAgent, "X11") || Says(userAgent, "CrOS") ? "computer"
        : "other";

    private static bool IsRobot(string userAgent) =>
        userAgent.Length == 0 || userAgent.AsSpan().ContainsAny(Robots);

    private static bool Says(string text, string word) => text.Contains(word, StringComparison.OrdinalIgnoreCase);
}
