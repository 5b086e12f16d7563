using System.Text.RegularExpressions;
using StatusLevels.Api.Texts;
using StatusLevels.Grains.Domain;

namespace StatusLevels.Api.Tests.Texts;

/// <summary>The product says the same in each of its languages, and counts as each of them does.</summary>
public sealed partial class PhraseTests
{
    public static TheoryData<string> Languages => [.. StatusLevelCatalog.Languages];

    [Theory]
    [MemberData(nameof(Languages))]
    public void Every_language_has_the_same_sentences_with_the_same_values(string language)
    {
        var (first, other) = (Phrases.In("en"), Phrases.In(language));

        Assert.Equal(first.Sentences.Select(Shape).Order(), other.Sentences.Select(Shape).Order());

        static string Shape((string Name, IReadOnlyDictionary<string, string> Forms) sentence) =>
            $"{sentence.Name} {(sentence.Forms.Count > 1 ? "counted" : "")} {string.Join(',', Values(sentence.Forms.Values).Order())}";
    }

    [Theory]
    [MemberData(nameof(Languages))]
    public void A_counted_sentence_has_every_form_that_its_language_needs(string language)
    {
        var counted = Phrases.In(language).Sentences.Where(sentence => sentence.Forms.Count > 1).ToArray();

        Assert.NotEmpty(counted);
        Assert.All(counted, sentence => Assert.Equal(PluralForm.Needed(language).Order(), sentence.Forms.Keys.Order()));
        Assert.All(counted.SelectMany(sentence => sentence.Forms.Values), form => Assert.Contains("{n}", form, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Ферма", "Уровень «Ферма»")]
    [InlineData("«Ферма»", "Уровень «Ферма»")]
    [InlineData("ООО «Ферма»", "Уровень «ООО „Ферма“»")]
    [InlineData("«Ферма» и «Пасека»", "Уровень «„Ферма“ и „Пасека“»")]
    public void A_name_with_marks_of_its_own_is_not_marked_twice(string name, string said) =>
        Assert.Equal(said, Phrases.In("ru").Say("mail.level", ("letter", "Уровень"), ("name", name)));

    [Theory]
    [InlineData(1, "1 день")]
    [InlineData(2, "2 дня")]
    [InlineData(4, "4 дня")]
    [InlineData(5, "5 дней")]
    [InlineData(11, "11 дней")]
    [InlineData(12, "12 дней")]
    [InlineData(21, "21 день")]
    [InlineData(22, "22 дня")]
    [InlineData(60, "60 дней")]
    [InlineData(111, "111 дней")]
    [InlineData(0, "0 дней")]
    [InlineData(12_021, "12\u00a0021 день")]
    public void Russian_days_are_counted_as_Russians_do(long days, string words) =>
        Assert.Equal(words, Phrases.In("ru").Count("days", days));

    [Fact]
    public void Large_numbers_are_written_in_groups() => Assert.Equal("1,234,567 days", Phrases.In("en").Count("days", 1_234_567));

    [Theory]
    [InlineData("en", "1 March 2026", "1 March 2026, 12:05 UTC")]
    [InlineData("ru", "1\u00a0марта 2026\u00a0г.", "1\u00a0марта 2026\u00a0г., 12:05\u00a0UTC")]
    public void Days_are_spelled_out(string language, string day, string moment)
    {
        var instant = new DateTimeOffset(2026, 3, 1, 15, 5, 0, TimeSpan.FromHours(3));

        Assert.Equal((day, moment), (Phrases.In(language).Day(instant), Phrases.In(language).Moment(instant)));
    }

    [Fact]
    public void A_value_is_not_read_for_braces_and_its_dot_ends_the_sentence()
    {
        var words = Phrases.In("ru");

        Assert.Equal("Здравствуйте, {name}!", words.Say("mail.greeting", ("name", "{name}")));
        Assert.EndsWith(
            "2026 г.", words.Say("status.grace.started.what", ("level", "A"), ("organization", "X"), ("date", "1 марта 2026 г.")),
            StringComparison.Ordinal);
    }

    private static IEnumerable<string> Values(IEnumerable<string> forms) =>
        forms.SelectMany(form => Braces().Matches(form).Select(match => match.Value)).Distinct();

    [GeneratedRegex("{[a-z_]+}", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Braces();
}
