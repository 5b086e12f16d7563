using System.Net;

namespace StatusLevels.Api.QrCodes;

/// <summary>What is kept of a scan, and the address, which is kept until it is written down.</summary>
internal sealed record Scan
{
    private const int LongestTag = 64;


    public required Guid QrCodeId { get; init; }

    public required DateTimeOffset OccurredAt { get; init; }

    public required IPAddress? Address { get; init; }

    /// <summary><c>phone</c>, <c>tablet</c>, <c>computer</c> or <c>other</c>.</summary>
    public required string Device { get; init; }

    public required string? Language { get; init; }

    /// <summary>The site that led here.</summary>
    public required string? Host { get; init; }

    /// <summary>The <c>utm_*</c> of the address, in the order of <see cref="TagNames"/>.</summary>
    public required IReadOnlyList<string?> Tags { get; init; }

    public static IReadOnlyList<string> TagNames { get; } = ["utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content"];

    // Most codes are printed without any.
    private static IReadOnlyList<string?> NoTags { get; } = new string?[TagNames.Count];

    public static Scan Of(HttpContext context, Guid qrCode, DateTimeOffset now)
    {
        var request = context.Request;
        var headers = request.Headers;
        return new()
        {
            QrCodeId = qrCode,
            OccurredAt = now,
            Address = context.Connection.RemoteIpAddress,
            Device = ScanDevice.Of(headers.UserAgent.ToString()),
            Language = LanguageOf(headers.AcceptLanguage.ToString()),
            Host = Badges.SiteHost.OfAddress(headers.Referer.ToString()),
            Tags = request.QueryString.HasValue ? [.. TagNames.Select(name => TagOf(request.Query[name].ToString()))] : NoTags,
        };
    }

    // The first that is named: what people read best.
    private static string? LanguageOf(string header)
    {
        var end = header.AsSpan().IndexOfAny("-,; ");
        var language = end < 0 ? header : header[..end];
        return language.Length is >= 2 and <= 8 && language.All(char.IsAsciiLetter) ? language.ToLowerInvariant() : null;
    }

    private static string? TagOf(string text) => text.Length is > 0 and <= LongestTag && TextRules.IsStorable(text) ? text : null;
}
