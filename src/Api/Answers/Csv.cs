using System.Globalization;
using System.Text;

namespace StatusLevels.Api.Answers;

/// <summary>
/// Every CSV of the product (RFC 4180): a mark for UTF-8 first, without which Excel reads it in the code page of the machine, and every
/// field in quotes. What a spreadsheet would compute gets an apostrophe in front.
/// </summary>
internal static class Csv
{
    public const string MediaType = "text/csv";

    private const char ByteOrderMark = '\uFEFF';

    // Also in full width and small form, which some take for the same.
    private const string BeginsFormula = "=+-@＝＋－＠﹦﹢﹣﹫−";

    // Where the next field begins for whoever splits by another separator than ours, or by lines.
    private const string Separators = ";\t\r\n";

    /// <summary>The beginning: the mark, and the names of the columns.</summary>
    public static StringBuilder Begin(params ReadOnlySpan<string?> columns) => new StringBuilder().Append(ByteOrderMark).AppendCsv(columns);

    /// <summary>One record.</summary>
    public static StringBuilder AppendCsv(this StringBuilder text, params ReadOnlySpan<string?> fields)
    {
        for (var field = 0; field < fields.Length; field++)
        {
            AppendField(field == 0 ? text : text.Append(','), fields[field] ?? "");
        }

        return text.Append("\r\n");
    }

    private static void AppendField(StringBuilder text, string field)
    {
        text.Append('"');
        var atStart = true;
        foreach (var character in field)
        {
            if (atStart && BeginsFormula.Contains(character, StringComparison.Ordinal))
            {
                text.Append('\'');
            }

            atStart = Separators.Contains(character, StringComparison.Ordinal) || (atStart && IsPassedOver(character));
            text.Append(character == '"' ? "\"\"" : character.ToString());
        }

        text.Append('"');
    }

    // Blanks, quotes, and what nobody sees.
    private static bool IsPassedOver(char character) =>
        character == '"' || char.IsWhiteSpace(character) || char.IsControl(character)
        || char.GetUnicodeCategory(character) == UnicodeCategory.Format;
}
