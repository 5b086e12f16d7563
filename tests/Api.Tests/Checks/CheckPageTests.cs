using System.Reflection;
using System.Text.RegularExpressions;
using StatusLevels.Api.Checks;
using StatusLevels.Api.Checks.Doctor;
using StatusLevels.Api.Checks.Preflight;
using StatusLevels.Api.Checks.Smoke;
using StatusLevels.Testing;

namespace StatusLevels.Api.Tests.Checks;

/// <summary>Each check has a place on the page that its output leads to.</summary>
public sealed partial class CheckPageTests
{
    internal static IReadOnlyList<CheckRule> Rules { get; } =
    [
        .. new[] { typeof(PreflightRules), typeof(DoctorRules), typeof(SmokeRules) }
            .SelectMany(rules => rules.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic))
            .Select(field => field.GetValue(null)).OfType<CheckRule>(),
    ];

    [Fact]
    public void Every_id_has_one_heading_on_the_page_and_every_heading_an_id()
    {
        var page = File.ReadAllText(Repository.PathOf("docs/checks.md"));

        Assert.Equal(Rules.Select(rule => rule.Id), Heading().Matches(page).Select(match => match.Groups["id"].Value));
        Assert.All(Rules, rule => Assert.Equal($"docs/checks.md#{rule.Id.ToLowerInvariant()}", rule.Doc));
    }

    [Fact]
    public void The_page_says_what_the_commands_say()
    {
        var page = File.ReadAllText(Repository.PathOf("docs/checks.md"));

        Assert.All(Rules, rule =>
        {
            Assert.Contains(rule.Expected, page, StringComparison.Ordinal);
            Assert.Contains(rule.Hint, page, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void Ids_are_of_one_form_and_of_one_check_each()
    {
        Assert.All(Rules, rule => Assert.Matches("^SL-[123][0-9]{2}$", rule.Id));
        Assert.Equal(Rules.Count, Rules.Select(rule => rule.Id).Distinct(StringComparer.Ordinal).Count());
    }

    [GeneratedRegex("^### (?<id>SL-[0-9]+)$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Heading();
}
