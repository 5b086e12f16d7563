using System.Text;

namespace StatusLevels.Api.Pages.Layout;

/// <summary>Text that strangers wrote, as it is shown: what cannot be seen is seen.</summary>
internal static class StrangersText
{
    /// <summary>With its lines; other controls stand as �.</summary>
    public static string Shown(string text)
    {
        var shown = new StringBuilder(text.Length);
        foreach (var rune in text.ReplaceLineEndings("\n").EnumerateRunes())
        {
            shown.Append((Rune.IsControl(rune) && rune.Value != '\n' ? Rune.ReplacementChar : rune).ToString());
        }

        return shown.ToString();
    }
}
