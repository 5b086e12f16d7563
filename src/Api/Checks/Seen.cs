using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace StatusLevels.Api.Checks;

/// <summary>
/// What was seen, in words that anybody may read. Only what is listed here can stand in it beside the words of the code: numbers, times
/// and <see cref="Word"/>s. A text of any other origin does not compile.
/// </summary>
[InterpolatedStringHandler]
internal readonly struct Seen(int literalLength, int formattedCount)
{
    private const int Guess = 12;

    private readonly StringBuilder text = new(literalLength + (formattedCount * Guess));

    public void AppendLiteral(string literal) => text.Append(literal);

    public void AppendFormatted(long number) => text.Append(number.ToString("N0", CultureInfo.InvariantCulture));

    public void AppendFormatted(int number) => AppendFormatted((long)number);

    public void AppendFormatted(Version version) => text.Append(version);

    public void AppendFormatted(DateTimeOffset instant) =>
        text.Append(instant.ToUniversalTime().ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)).Append(" UTC");

    /// <summary>In the unit that a person would take.</summary>
    public void AppendFormatted(TimeSpan time) => text.Append(time.Duration() switch
    {
        { TotalSeconds: < 1 } => Of(Math.Round(time.TotalMilliseconds), "ms"),
        { TotalMinutes: < 2 } => Of(time.TotalSeconds, "s"),
        { TotalHours: < 2 } => Of(time.TotalMinutes, "min"),
        { TotalDays: < 2 } => Of(time.TotalHours, "h"),
        _ => Of(time.TotalDays, "days"),
    });

    public void AppendFormatted(Word word) => text.Append(word.Text);

    public override string ToString() => text?.ToString() ?? "";

    private static string Of(double value, string unit) =>
        string.Create(CultureInfo.InvariantCulture, $"{Math.Round(value, 1):0.#} {unit}");
}
