using System.Globalization;

namespace StatusLevels.Api.Badges;

/// <summary>A line of words on a card.</summary>
/// <param name="Text">The words.</param>
/// <param name="Ink">Their class: <c>i</c>, <c>s</c> or <c>w</c>.</param>
/// <param name="Size">How high they are, pixels.</param>
/// <param name="IsBold">Whether they stand out.</param>
internal readonly record struct CardLine(string Text, string Ink, int Size, bool IsBold = false)
{
    private const int Start = 82;
    private const int Room = 147;

    /// <summary>Squeezed where it would not fit.</summary>
    public string Draw(double at)
    {
        var weight = IsBold ? " font-weight=\"700\"" : "";
        var squeeze = BadgeText.Width(Text, Size, IsBold) > Room ? $" textLength=\"{Room}\" lengthAdjust=\"spacingAndGlyphs\"" : "";
        var place = string.Create(CultureInfo.InvariantCulture, $"x=\"{Start}\" y=\"{at:0.#}\"");
        return $"<text {place} class=\"{Ink}\" font-size=\"{Size}\"{weight}{squeeze}>{BadgeText.Escape(Text)}</text>";
    }
}
