using System.Globalization;

namespace StatusLevels.Silo.Catalog;

/// <summary>How a configured value looks within a sentence.</summary>
internal static class Shown
{
    private const int Longest = 40;

    public static string As(string? value) =>
        string.IsNullOrWhiteSpace(value) ? "empty"
        : decimal.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out _) ? value.Trim()
        : value.Length > Longest ? $"\"{value[..Longest]}…\""
        : $"\"{value}\"";
}
