using System.Globalization;

namespace StatusLevels.Api.UpgradeRequests;

/// <summary>What the body of an upgrade request may hold.</summary>
internal static class UpgradeRequestRules
{
    private const string EvidenceUrls = "evidence_urls";

    public static StatusCommand.RequestUpgrade Read(UpgradeRequestBody body)
    {
        var urls = body.EvidenceUrls ?? [];
        var isLevel = Words.TryParse<StatusLevel>(body.TargetLevel, out var level);
        var errors = new FieldErrors()
            .AddIf(!isLevel || level == StatusLevel.A, "target_level", "must be one of B, C")
            .Length("message", body.Message, 0, TextLengths.Message)
            .AddIf(
                urls.Count > ListLengths.EvidenceUrls, EvidenceUrls,
                string.Create(CultureInfo.InvariantCulture, $"must have at most {ListLengths.EvidenceUrls} addresses"));
        for (var index = 0; index < Math.Min(urls.Count, ListLengths.EvidenceUrls); index++)
        {
            if (Fault(urls[index]) is { } fault)
            {
                errors.Add(string.Create(CultureInfo.InvariantCulture, $"{EvidenceUrls}[{index}]"), fault);
            }
        }

        errors.ThrowIfAny();
        return new StatusCommand.RequestUpgrade(level, body.Message, [.. urls.OfType<string>()]);
    }

    private static string? Fault(string? url) => url switch
    {
        null => "must not be null",
        _ when TextRules.Length(url) > TextLengths.Url =>
            string.Create(CultureInfo.InvariantCulture, $"must have at most {TextLengths.Url} characters"),
        // The parser of addresses forgives blanks around them; whoever opens them later may not.
        _ when url.Any(character => char.IsWhiteSpace(character) || char.IsControl(character)) =>
            "must be an http or https address without blanks",
        _ => Uri.TryCreate(url, UriKind.Absolute, out var address)
            && (address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps)
            && address.Host.Length > 0
            ? null
            : "must be an http or https address",
    };
}
