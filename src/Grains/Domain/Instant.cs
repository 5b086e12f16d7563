using System.Globalization;

namespace StatusLevels.Grains.Domain;

/// <summary>Instants of the core: UTC, whole milliseconds.</summary>
public static class Instant
{
    /// <summary>Brings an instant into the core's form: UTC, truncated to milliseconds.</summary>
    public static DateTimeOffset Truncate(DateTimeOffset instant) =>
        new(instant.UtcTicks - (instant.UtcTicks % TimeSpan.TicksPerMillisecond), TimeSpan.Zero);

    /// <summary>Writes RFC 3339 with three digits of milliseconds and <c>Z</c>.</summary>
    public static string Format(DateTimeOffset instant) =>
        instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

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
