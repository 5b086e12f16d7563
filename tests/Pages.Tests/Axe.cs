using System.Text.Json;
using Microsoft.Playwright;
using StatusLevels.Testing;

namespace StatusLevels.Pages.Tests;

/// <summary>axe-core, which knows what keeps people out of a page.</summary>
internal static class Axe
{
    private static readonly string[] Rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

    // A page without script never answers.
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(2);

    private static readonly Lazy<string> Script = new(static () => File.ReadAllText(NodePackage.PathOf("axe-core/axe.min.js")));

    public static async Task ShouldFindNothingAsync(IPage page)
    {
        // Into a world of its own: the policy of the page lets in no script of a test.
        await page.EvaluateAsync(Script.Value).WaitAsync(Longest);
        var found = await page.EvaluateAsync<JsonElement>(
            "rules => axe.run({ runOnly: rules }).then(result => result.violations.map(one => `${one.id}: ${one.help}: ${one.nodes.map(node => node.html + ' ' + node.failureSummary).join(' | ')}`))",
            Rules);
        string[] violations = [.. found.EnumerateArray().Select(one => one.GetString()!)];
        Assert.True(violations.Length == 0, $"{page.Url}\n{string.Join('\n', violations)}");
    }
}
