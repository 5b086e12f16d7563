namespace StatusLevels.Grains.Domain;

/// <summary>An end of B, and the day of the month that it was set for; where a month has fewer days, it is the last one.</summary>
/// <param name="Date">The exclusive end.</param>
/// <param name="AnchorDay">The day to which renewals without a date return (1..31, UTC); null is the day of the date.</param>
internal sealed record EndOfB(DateTimeOffset Date, int? AnchorDay)
{
    /// <summary>The end that somebody named.</summary>
    public static EndOfB Named(DateTimeOffset date) => new(date, date.Day);

    /// <summary>The catalog's months from an instant.</summary>
    public static EndOfB From(DateTimeOffset instant, Ledger ledger) => Of(instant, instant.Day, ledger);

    /// <summary>The catalog's months after the former end, so that renewing early loses no paid time; from now when that is past.</summary>
    public static EndOfB After(Verification former, Ledger ledger) => former.ValidUntil < ledger.Now
        ? From(ledger.Now, ledger)
        : Of(former.ValidUntil, former.AnchorDay ?? former.ValidUntil.Day, ledger);

    private static EndOfB Of(DateTimeOffset from, int day, Ledger ledger) =>
        new(Instant.AddMonths(from, ledger.Catalog.ValidityMonths, day), day);
}
