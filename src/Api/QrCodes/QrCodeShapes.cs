namespace StatusLevels.Api.QrCodes;

/// <summary>A QR code to be made.</summary>
/// <param name="Label">What it is called among the organization's own: 1 to 200 characters.</param>
/// <param name="Target">Where it leads: `passport`, the only place there is.</param>
internal sealed record QrCodeRequest(string Label, string? Target = null);

/// <summary>What is to be another; what is left out stays.</summary>
/// <param name="Label">1 to 200 characters.</param>
/// <param name="IsActive">False: it leads on, and its scans are not counted.</param>
internal sealed record QrCodeChangeRequest(string? Label = null, bool? IsActive = null);

/// <summary>A QR code of an organization.</summary>
internal sealed record QrCodeReply
{
    public const string Passport = "passport";

    /// <summary>Its id.</summary>
    public required Guid Id { get; init; }

    /// <summary>What stands in its address.</summary>
    public required string Code { get; init; }

    /// <summary>What it is called.</summary>
    public required string Label { get; init; }

    /// <summary>What the QR code says: who follows it comes to the passport, and is counted.</summary>
    public required string Url { get; init; }

    /// <summary>Where it leads: `passport`.</summary>
    public required string Target { get; init; }

    /// <summary>Whether scans are counted.</summary>
    public required bool IsActive { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>All scans so far.</summary>
    public required long TotalScans { get; init; }

    /// <summary>The same, with each address counted once a day.</summary>
    public required long UniqueScans { get; init; }
}

/// <summary>The QR codes of an organization.</summary>
internal sealed record QrCodesReply(IReadOnlyList<QrCodeReply> Items);

/// <summary>The scans of a day, UTC.</summary>
internal sealed record ScanPoint(DateOnly Date, long Count);

/// <summary>The scans of a QR code, day by day.</summary>
/// <param name="DataPoints">Whole days, UTC, the oldest first; the last is today.</param>
/// <param name="Period">Which time.</param>
/// <param name="TotalScans">Of all these days.</param>
internal sealed record ScanTimelineReply(IReadOnlyList<ScanPoint> DataPoints, string Period, long TotalScans);

/// <summary>A QR code in the audit.</summary>
internal sealed record AuditedQrCode(Guid Id, string Code, string Label, bool IsActive)
{
    public static AuditedQrCode Of(QrCodeReply code) => new(code.Id, code.Code, code.Label, code.IsActive);
}

/// <summary>The times that a timeline tells.</summary>
internal static class ScanPeriods
{
    public const string Usual = "30d";

    private static readonly Dictionary<string, int> Days =
        new(StringComparer.Ordinal) { ["7d"] = 7, [Usual] = 30, ["90d"] = 90, ["1y"] = 365 };

    public static string Expected { get; } = $"must be one of {string.Join(", ", Days.Keys)}";

    public static IReadOnlyCollection<string> All => Days.Keys;

    /// <summary>How many days; null when there is no such time.</summary>
    public static int? DaysOf(string period) => Days.TryGetValue(period, out var days) ? days : null;

    /// <summary>Exactly so many days up to this one, and 0 where nobody scanned.</summary>
    public static ScanTimelineReply Fill(string period, DateOnly today, IReadOnlyDictionary<DateOnly, long> counted)
    {
        var days = DaysOf(period) ?? throw new ArgumentOutOfRangeException(nameof(period), period, Expected);
        ScanPoint[] points =
        [
            .. Enumerable.Range(1 - days, days).Select(today.AddDays).Select(day => new ScanPoint(day, counted.GetValueOrDefault(day))),
        ];
        return new(points, period, points.Sum(point => point.Count));
    }

    /// <summary>The first day that a timeline up to this one tells.</summary>
    public static DateOnly FirstOf(string period, DateOnly today) => today.AddDays(1 - (DaysOf(period) ?? 1));
}
