using System.Text;
using StatusLevels.Api.Answers;

namespace StatusLevels.Api.Tests.Answers;

/// <summary>No field of a CSV is computed by whatever program opens it, and none is lost.</summary>
public sealed class CsvTests
{
    private const string Formula = "=+-@＝＋－＠";

    private static string Written(string? text) => new StringBuilder().AppendCsv(text).ToString();

    [Theory]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("-1", "'-1")]
    [InlineData("@SUM(A1)", "'@SUM(A1)")]
    [InlineData("＝1", "'＝1")]
    [InlineData("  =1", "  '=1")]
    [InlineData("\t=1", "\t'=1")]
    [InlineData("a;=1;b", "a;'=1;b")]
    [InlineData("a\r\n =1", "a\r\n '=1")]
    [InlineData("\u200B=1", "\u200B'=1")]
    [InlineData("\"=1\"", "\"\"'=1\"\"")]
    [InlineData("a=1", "a=1")]
    [InlineData("'=1", "'=1")]
    [InlineData("one, two", "one, two")]
    [InlineData("say \"so\"", "say \"\"so\"\"")]
    [InlineData("", "")]
    [InlineData(null, "")]
    public void What_a_spreadsheet_would_compute_gets_an_apostrophe_and_every_field_has_quotes(string? text, string field) =>
        Assert.Equal($"\"{field}\"\r\n", Written(text));

    [Fact]
    public void It_begins_with_the_mark_of_UTF8() => Assert.Equal("\uFEFF\"a\",\"b\"\r\n", Csv.Begin("a", "b").ToString());

    [Fact]
    public void Whatever_is_written_comes_back_and_is_no_formula_however_it_is_split()
    {
        var letters = $"{Formula}ab1 \t\r\n;,'\"\u00A0";
        var random = new Random(20261127);
        for (var turn = 0; turn < 20_000; turn++)
        {
            var text = new string(random.GetItems(letters.ToCharArray(), random.Next(0, 9)));
            var field = Written(text)[1..^3];

            Assert.Equal(
                text.Replace("'", "", StringComparison.Ordinal),
                field.Replace("\"\"", "\"", StringComparison.Ordinal).Replace("'", "", StringComparison.Ordinal));
            foreach (var part in field.Split(';', '\t', '\r', '\n').Select(part => part.TrimStart(' ', '\u00A0', '"')))
            {
                Assert.True(part.Length == 0 || !Formula.Contains(part[0], StringComparison.Ordinal), $"{text} → {field}");
            }
        }
    }
}
