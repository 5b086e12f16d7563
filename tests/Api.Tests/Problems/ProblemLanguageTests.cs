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
    [InlineData("""{}""", "Неверно заполнено 1 поле: level.")]
    [InlineData("""{"level":7,"notes":7}""", "Неверно заполнены 2 поля: level, notes.")]
    public async Task Fields_that_are_wrong_are_counted_in_Russian(string body, string detail)
    {
        using var answer = await shared.Admin.AskAsync(
            HttpMethod.Post, $"/api/admin/organizations/{Guid.NewGuid()}/status-levels", body, ("Accept-Language", "ru"));

        Assert.Equal(detail, (await answer.ShouldBeProblemAsync(422, "validation_failed")).Text("detail"));
    }

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

    [GeneratedRegex(
        @"(?:ProblemCode\.\w+|(?:Refusal|AdminRefusal)\.\w+ (?:it )?=> new\(\s*\w+),\s*(?:new\()?""(?<name>[a-z_.]+)""",
        RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Named();
}
