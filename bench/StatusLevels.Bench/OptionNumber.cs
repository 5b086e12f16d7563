using System.Globalization;

namespace StatusLevels.Bench;

/// <summary>Reads the number behind a word of the command line.</summary>
internal static class OptionNumber
{
    /// <exception cref="FormatException">It is no whole number above 0.</exception>
    public static int Read(string word, string value) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0
            ? number
            : throw new FormatException($"{word} must be a whole number above 0, but is \"{value}\".");
}
