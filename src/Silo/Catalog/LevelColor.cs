using System.Globalization;

namespace StatusLevels.Silo.Catalog;

/// <summary>What levels are painted with. Badges and pages put white letters on it, which have to be read (WCAG 2.2, 1.4.3).</summary>
public static class LevelColor
{
    /// <summary>The least contrast of letters of any size.</summary>
    public const double LeastContrast = 4.5;

    /// <summary>How much white stands out from the color, 1 to 21.</summary>
    /// <param name="color">As <c>#rrggbb</c>.</param>
    public static double ContrastWithWhite(string color)
    {
        ArgumentNullException.ThrowIfNull(color);
        var light = (0.2126 * Channel(1)) + (0.7152 * Channel(3)) + (0.0722 * Channel(5));
        return 1.05 / (light + 0.05);

        double Channel(int at)
        {
            var share = byte.Parse(color.AsSpan(at, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture) / 255d;
            return share <= 0.04045 ? share / 12.92 : Math.Pow((share + 0.055) / 1.055, 2.4);
        }
    }

    internal static string? FaultOf(string? text)
    {
        if (text is not ['#', .. { Length: 6 } digits] || !digits.All(char.IsAsciiHexDigit))
        {
            return $"must be a color such as #1d4ed8, but is {Shown.As(text)}";
        }

        var contrast = ContrastWithWhite(text);
        return contrast >= LeastContrast
            ? null
            : string.Create(
                CultureInfo.InvariantCulture,
                $"must be dark enough for white letters, with a contrast of at least {LeastContrast}, but {text} has {contrast:0.0}");
    }
}
