using System.Net;
using StatusLevels.Api.Badges;

namespace StatusLevels.Api.Domains;

/// <summary>The names that sites may have: with a dot, in ASCII, and no address.</summary>
internal static class DomainName
{
    public const string Expected = "must be the name of a site, such as shop.example.org; names in other letters are written as xn--…";

    private const int LongestLabel = 63;

    /// <summary>As it is kept; null when it is none.</summary>
    public static string? Read(string text) =>
        SiteHost.Read(text) is { } name && !text.Contains(':', StringComparison.Ordinal) && name.Contains('.', StringComparison.Ordinal)
        && !IPAddress.TryParse(name, out _) && !char.IsAsciiDigit(name[^1]) && name.Split('.').All(IsLabel)
            ? name
            : null;

    private static bool IsLabel(string label) =>
        label.Length is > 0 and <= LongestLabel && label[0] != '-' && label[^1] != '-' && !label.Contains('_', StringComparison.Ordinal);
}
