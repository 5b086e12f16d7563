using System.Globalization;

namespace StatusLevels.Grains.Domain;

/// <summary>Instants of the core: UTC, whole milliseconds.</summary>
public static class Instant
{
    /// <summary>Brings an instant into the core's form: UTC, truncated to milliseconds.</summary>
    public static DateTimeOffset Truncate(DateTimeOffset instant) =>
        new(instant.UtcTicks - (instant.UtcTicks % TimeSpan.TicksPerMillisecond), TimeSpan.Zero);

    /// <summary>How many characters an instant is written with.</summary>
    public const int FormattedLength = 24;

    // The round-trip format, which is written fast, has seven digits of a second: the last four make way for the Z.
    private const string RoundTrip = "O";
    private const int RoundTripLength = 28;

    /// <summary>Writes RFC 3339 with three digits of milliseconds and <c>Z</c>.</summary>
    public static string Format(DateTimeOffset instant) => string.Create(FormattedLength, instant, static (text, written) =>
    {
        Span<char> whole = stackalloc char[RoundTripLength];
        written.UtcDateTime.TryFormat(whole, out _, RoundTrip, CultureInfo.InvariantCulture);
        whole[..(FormattedLength - 1)].CopyTo(text);
        text[^1] = 'Z';
    });

    /// <summary>Writes it as <see cref="Format(DateTimeOffset)"/> does, in UTF-8.</summary>
    /// <param name="instant">The instant.</param>
    /// <param name="text">Takes <see cref="FormattedLength"/> bytes.</param>
    public static void Format(DateTimeOffset instant, Span<byte> text)
    {
        Span<byte> whole = stackalloc byte[RoundTripLength];
        instant.UtcDateTime.TryFormat(whole, out _, RoundTrip, CultureInfo.InvariantCulture);
        whole[..(FormattedLength - 1)].CopyTo(text);
        text[FormattedLength - 1] = (byte)'Z';
    }

    /// <summary>Remaining 24-hour days until <paramref name="end"/>, rounded up; never negative.</summary>
    public static int DaysUntil(DateTimeOffset end, DateTimeOffset now) =>
        end <= now ? 0 : (int)Math.Ceiling((end - now) / TimeSpan.FromDays(1));

    /// <summary>So many calendar months later, on this day of the month or the last one that the month has.</summary>
    internal static DateTimeOffset AddMonths(DateTimeOffset from, int months, int day)
    {
        var later = from.AddMonths(months);
        return later.AddDays(Math.Min(day, DateTime.DaysInMonth(later.Year, later.Month)) - later.Day);
    }

    internal static DateTimeOffset Latest(DateTimeOffset left, DateTimeOffset right) => left > right ? left : right;

    internal static DateTimeOffset? Earliest(DateTimeOffset? left, DateTimeOffset? right) =>
        left is null ? right : right is null || left < right ? left : right;
}
