using System.Text.RegularExpressions;
using StatusLevels.Testing;

namespace StatusLevels.Architecture.Tests;

/// <summary>Lines can be read without scrolling, as <c>.editorconfig</c> says. A text in quotes is not broken for it.</summary>
public sealed partial class LineLengthTests
{
    private const int Most = 140;

    // Beside a long text there may be what calls it.
    private const int MostBesideText = 100;

    [Fact]
    public void The_editor_is_told_the_same_length() =>
        Assert.Contains($"max_line_length = {Most}", File.ReadAllLines(Repository.PathOf(".editorconfig")), StringComparer.Ordinal);

    [Theory]
    [InlineData("src")]
    [InlineData("tests")]
    [InlineData("bench")]
    public void No_line_of_code_is_longer(string folder)
    {
        var files = Directory.EnumerateFiles(Repository.PathOf(folder), "*.cs", SearchOption.AllDirectories).Where(IsSource).ToList();
        Assert.NotEmpty(files);
        Assert.Empty(files.SelectMany(file => TooLong(File.ReadLines(file)).Select(line => $"{file}:{line}")));
    }

    [Fact]
    public void A_line_that_is_too_long_is_found_and_a_long_text_is_not_one()
    {
        var text = new string('x', Most);
        Assert.Equal([1, 5], TooLong([$"var {text} = 1;", $"Say(\"{text}\");", "Say(\"\"\"", text, $"\"\"\"); // {text}"]));
    }

    private static bool IsSource(string file) =>
        !file.Split(Path.DirectorySeparatorChar).Any(part => part is "obj" or "bin" or "node_modules");

    private static IEnumerable<int> TooLong(IEnumerable<string> lines)
    {
        var (number, isText) = (0, false);
        foreach (var line in lines)
        {
            number++;
            var wasText = isText;
            isText ^= RawQuotes().Count(line) % 2 == 1;
            if (line.Length > Most && !(wasText && isText) && line.Length - LongestText(line) > MostBesideText)
            {
                yield return number;
            }
        }
    }

    private static int LongestText(string line) =>
        Texts().Matches(line).Select(text => text.Length).Where(length => length >= 60).DefaultIfEmpty(0).Max();

    [GeneratedRegex("\"{3,}", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex RawQuotes();

    [GeneratedRegex("\"{3}.*?\"{3,}|\"(?:[^\"\\\\]|\\\\.)*\"", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Texts();
}
