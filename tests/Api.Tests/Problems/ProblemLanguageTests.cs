using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using StatusLevels.Api.Problems;
using StatusLevels.Api.Texts;

namespace StatusLevels.Api.Tests.Problems;

/// <summary>What went wrong is said in the language of whoever asks; the code is the same in every one.</summary>
public sealed partial class ProblemLanguageTests(SharedApi shared)
{
    [Theory]
    [InlineData("ru", "ru", "Такого уровня нет", "У организации нет уровня B.")]
    [InlineData("ru-RU, en;q=0.5", "ru", "Такого уровня нет", "У организации нет уровня B.")]
    [InlineData("de", "en", "The level is not held", "The organization does not hold level B.")]
    [InlineData(null, "en", "The level is not held", "The organization does not hold level B.")]
    public async Task Title_and_detail_follow_Accept_Language(string? asked, string language, string title, string detail)
    {
        using var answer = await shared.Admin.AskAsync(
            HttpMethod.Delete, $"/api/admin/organizations/{Guid.NewGuid()}/status-levels/B", """{"reason":"because"}""",
            asked is null ? [] : [("Accept-Language", asked)]);

        var problem = await answer.ShouldBeProblemAsync(404, "level_not_active");
        Assert.Equal((title, detail), (problem.Text("title"), problem.Text("detail")));
        Assert.Equal([language], answer.Content.Headers.ContentLanguage);
        Assert.Contains("Accept-Language", answer.Headers.Vary);
    }

    [Theory]
    [InlineData("""{}""", "level: нужно указать.")]
    [InlineData("""{"level":7,"notes":7}""", "Неверно заполнены 2 поля: level, notes.")]
    public async Task Fields_that_are_wrong_are_counted_in_Russian(string body, string detail)
    {
        using var answer = await shared.Admin.AskAsync(
            HttpMethod.Post, $"/api/admin/organizations/{Guid.NewGuid()}/status-levels", body, ("Accept-Language", "ru"));

        Assert.Equal(detail, (await answer.ShouldBeProblemAsync(422, "validation_failed")).Text("detail"));
    }

    [Fact]
    public async Task What_is_wrong_with_a_field_is_said_in_the_language_of_whoever_asks()
    {
        const string Body = """{"valid_until":"tomorrow"}""";
        var address = $"/api/admin/organizations/{Guid.NewGuid()}/status-levels";
        using var english = await shared.Admin.AskAsync(HttpMethod.Post, address, Body);
        using var russian = await shared.Admin.AskAsync(HttpMethod.Post, address, Body, ("Accept-Language", "ru"));

        var (first, other) = (
            await english.ShouldBeProblemAsync(422, "validation_failed"), await russian.ShouldBeProblemAsync(422, "validation_failed"));

        Assert.Equal(first.Fields(), other.Fields());
        Assert.Equal("is required", first.GetProperty("errors").GetProperty("level")[0].GetString());
        Assert.Equal("нужно указать", other.GetProperty("errors").GetProperty("level")[0].GetString());
        Assert.All(
            other.GetProperty("errors").EnumerateObject().SelectMany(field => field.Value.EnumerateArray()),
            fault => Assert.Matches(Cyrillic(), fault.GetString()!));
    }

    [Theory]
    [InlineData("must have 3 to 200 characters", "length", "3 200")]
    [InlineData("must have at most 200 characters", "most", "200")]
    [InlineData("must be a whole number from 0 to 168", "whole.between", "0 168")]
    [InlineData("must be one of a, b or c", "one_of", "a, b or c")]
    [InlineData("must be between 0 and 100", "number.between", "0 100")]
    [InlineData("must be a UUID", "uuid", "")]
    public void A_fault_is_found_by_its_words(string fault, string name, string values)
    {
        var found = FaultWords.Find(fault);

        Assert.Equal(name, found?.Name);
        Assert.Equal(values, string.Join(' ', found!.Value.Values.Select(value => value.Value)));
    }

    [Fact]
    public void A_fault_without_a_name_stays_as_it_is() => Assert.Equal("is odd", FaultWords.In(Phrases.In("ru"), "is odd"));

    [Fact]
    public void Every_code_has_a_title_in_every_language()
    {
        var codes = typeof(ProblemCode).Assembly.GetTypes()
            .SelectMany(type => type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic))
            .Where(field => field.FieldType == typeof(ProblemCode))
            .Select(field => (ProblemCode)field.GetValue(null)!).ToArray();

        Assert.True(codes.Length > 50);
        Assert.All(codes, code => Assert.NotEqual(code.Title(Phrases.In("en")), code.Title(Phrases.In("ru"))));
    }

    [Fact]
    public void Every_sentence_that_the_code_names_is_there_and_none_is_there_for_nothing()
    {
        var code = string.Concat(Directory.EnumerateFiles(Sources(), "*.cs", SearchOption.AllDirectories).Select(File.ReadAllText));
        var said = Phrases.In("en").Sentences.Select(sentence => sentence.Name)
            .Where(name => name.StartsWith("detail.", StringComparison.Ordinal)).Select(name => name["detail.".Length..]).ToHashSet();

        var named = Named().Matches(code).Select(match => match.Groups["name"].Value).ToHashSet();

        Assert.True(named.Count > 40, string.Join(", ", named));
        Assert.Empty(named.Except(said));
        // Of some only the end is written where they are named.
        Assert.DoesNotContain(
            said, name => !code.Contains($"{name}\"", StringComparison.Ordinal)
                && !code.Contains($"{name.Split('.')[^1]}\"", StringComparison.Ordinal));
    }

    private static string Sources([CallerFilePath] string thisFile = "") =>
        Path.Combine(Path.GetDirectoryName(thisFile)!, "../../../src/Api");

    [GeneratedRegex("[а-яё]", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Cyrillic();

    [GeneratedRegex(
        @"(?:ProblemCode\.\w+|(?:Refusal|AdminRefusal)\.\w+ (?:it )?=> new\(\s*\w+),\s*(?:new\()?""(?<name>[a-z_.]+)""",
        RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Named();
}
