using System.Text;
using StatusLevels.Api.Binding;
using StatusLevels.Silo.Sql;

namespace StatusLevels.Api.Tests.Binding;

/// <summary>Text in the normal forms of Unicode, as PostgreSQL makes them.</summary>
public sealed class UnicodeFormTests(SharedApi shared)
{
    // Marks of several classes, letters that compose with them, parts of Hangul and what is the same by compatibility only.
    private static readonly int[] Likely =
        [.. "aeiouAEинеЕ ﬁＡ１²ΐάΩÅ", 0x300, 0x301, 0x304, 0x306, 0x308, 0x30A, 0x323, 0x327, 0x328, 0x345,
            0x1100, 0x1161, 0x11A8, 0xAC00, 0x3099, 0x304B, 0x2126, 0x1F600, 0x1D15E];

    private async Task<string> OfDatabaseAsync(string text, string form)
    {
        await using var command = shared.Api.Database.DataSource.CreateCommand($"select normalize($1, {form})").With(text);
        return (string)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }

    [Theory]
    [InlineData("и\u0306 е\u0308 e\u0301", "й ё é")]
    [InlineData("ｐａｓｓ１", "pass1")]
    [InlineData("a\u0301\u0323", "ạ\u0301")]
    [InlineData("\u1100\u1161\u11A8", "각")]
    [InlineData("ﬁ \u2126 \u212B", "fi Ω Å")]
    [InlineData("plain", "plain")]
    public void What_is_the_same_becomes_one(string text, string expected) => Assert.Equal(expected, UnicodeForms.Nfkc(text));

    [Fact]
    public async Task Every_character_becomes_what_the_database_makes_of_it()
    {
        (int, int)[] blocks = [(0x80, 0x1FFF), (0x2000, 0x33FF), (0xAC00, 0xD7A3), (0xF900, 0xFFEF),
            (0x1D100, 0x1D7FF), (0x2F800, 0x2FA1D)];
        foreach (var (first, last) in blocks)
        {
            // A letter before each, so that marks find something, and a line end between them.
            var text = string.Concat(Enumerable.Range(first, last - first + 1).Select(rune => $"e{new Rune(rune)}\n"));
            Assert.Equal(await OfDatabaseAsync(text, "nfc"), UnicodeForms.Nfc(text));
            Assert.Equal(await OfDatabaseAsync(text, "nfkc"), UnicodeForms.Nfkc(text));
        }
    }

    [Fact]
    public async Task Whatever_marks_follow_each_other_the_database_agrees()
    {
        var random = new Random(7);
        var text = string.Concat(Enumerable.Range(0, 20_000).Select(_ => new Rune(Likely[random.Next(Likely.Length)]).ToString()));

        Assert.Equal(await OfDatabaseAsync(text, "nfc"), UnicodeForms.Nfc(text));
        Assert.Equal(await OfDatabaseAsync(text, "nfkc"), UnicodeForms.Nfkc(text));
    }
}
