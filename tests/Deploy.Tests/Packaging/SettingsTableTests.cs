using System.Text.RegularExpressions;
using StatusLevels.Testing;

namespace StatusLevels.Deploy.Tests.Packaging;

/// <summary>The table of settings says what the code reads, and nothing else.</summary>
public sealed partial class SettingsTableTests
{
    // Read by the libraries that the product is made of.
    private static readonly string[] OfLibraries = ["ASPNETCORE_ENVIRONMENT", "Logging__LogLevel__Default"];

    // In the style of ASP.NET configuration, for a setting that has a row under its first name.
    private static readonly string[] SecondNames = ["Heartbeat:Url"];

    private static readonly string Code = string.Join('\n', Directory
        .EnumerateFiles(Repository.PathOf("src"), "*.cs", SearchOption.AllDirectories)
        .Where(file => !file.Contains("/obj/", StringComparison.Ordinal))
        .Select(File.ReadAllText));

    [Fact]
    public void Every_setting_that_is_read_has_a_row_and_every_row_is_read()
    {
        var read = Key().Matches(Code).Select(match => match.Groups["name"].Value)
            .Except(SecondNames)
            .Concat(NamedKey().Matches(Code).Select(match => match.Groups["name"].Value))
            .Concat(OfLibraries)
            .ToHashSet(StringComparer.Ordinal);
        var rows = SettingsTable.Read().Select(setting => setting.Name).ToArray();

        Assert.Equal(read.Order(StringComparer.Ordinal), rows.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Numbers_have_the_default_and_the_range_of_the_code()
    {
        var rows = SettingsTable.Read().ToDictionary(setting => setting.Name, StringComparer.Ordinal);
        var numbers = Numeric().Matches(Code);

        Assert.NotEmpty(numbers);
        Assert.All(numbers, match =>
        {
            var row = rows[match.Groups["name"].Value];
            Assert.Equal(Number(match.Groups["default"].Value), row.Default);
            Assert.Equal($"{match.Groups["min"].Value} to {Number(match.Groups["max"].Value)}", row.Range);
        });
    }

    private static string Number(string expression) => expression switch
    {
        "MostPermits" => "1000000000",
        "StandardPort" => "8080",
        _ => expression.Replace("_", "", StringComparison.Ordinal),
    };

    // The readers of settings: indexers of the configuration, and what wraps them.
    [GeneratedRegex(
        "onfiguration\\[\"(?<name>[A-Z][A-Za-z0-9_:]+)\"|\\b(Secret)?Setting(List)?\\(\"(?<name>[A-Z][A-Z0-9_]+|Database:TransactionPooler)\"",
        RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Key();

    // Settings whose name is a constant because sentences repeat it.
    [GeneratedRegex("const string \\w*Name = \"(?<name>[A-Z][A-Z0-9_]+)\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex NamedKey();

    [GeneratedRegex(
        "Setting\\(\"(?<name>[A-Z_]+)\"(, \"[^\"]+\")?\\)\\.Number\\((?<min>\\d+), (?<max>\\w+)\\) \\?\\? (?<default>\\w+)",
        RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Numeric();
}
