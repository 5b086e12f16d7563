using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using StatusLevels.Testing;

namespace StatusLevels.Pages.Tests.Admin;

/// <summary>Bulk import in a browser.</summary>
public sealed partial class ImportPageTests(ProductInBrowser product) : PlatformPage(product)
{
    [Fact(SkipExceptions = [typeof(MissingHereException)])]
    public async Task A_small_file_is_imported_and_its_bad_line_is_told()
    {
        var page = await AdminAsync();
        await page.GotoAsync("/admin/import");
        await page.Locator("input[type=file]").SetInputFilesAsync(new FilePayload
        {
            Name = "subscribers.ndjson",
            MimeType = "application/x-ndjson",
            Buffer = Encoding.UTF8.GetBytes(Lines()),
        });
        await Assertions.Expect(page.Locator("textarea")).ToHaveValueAsync(SubGood());
        await PressAsync(page, "Import");

        await page.GetByText("What became of the import").WaitForAsync();
        Assert.Equal(["Granted", "Failed"], await page.Locator("td .tag").AllInnerTextsAsync());
        await page.GetByText("is not a UUID").WaitForAsync();
        await ShouldBeAccessibleAsync(page);
        await PictureAsync(page, "import-report");
    }

    [Fact(SkipExceptions = [typeof(MissingHereException)])]
    public async Task The_same_again_changes_nothing_without_script_too()
    {
        var lines = Lines();
        var page = await AdminAsync(script: false);
        foreach (var outcome in (string[])["Granted", "Unchanged"])
        {
            await page.GotoAsync("/admin/import");
            await page.Locator("textarea").FillAsync(lines);
            await PressAsync(page, "Import");
            Assert.Equal([outcome, "Failed"], await page.Locator("td .tag").AllInnerTextsAsync());
        }

        Assert.Equal(2, await page.Locator("tbody tr").CountAsync());
    }

    [Fact(SkipExceptions = [typeof(MissingHereException)])]
    public async Task Organizations_are_tried_first_and_then_entered()
    {
        var id = Guid.NewGuid();
        var lines = $$"""
            {"id":"{{id}}","name":"Beekeepers","slug":"bees-{{id:N}}"}
            {"id":"nobody","name":"Nobody","slug":"nobody"}
            """;
        var page = await AdminAsync();
        foreach (var (kind, outcome) in ((string, string)[])
            [("organizations_rehearsal", "New"), ("organizations", "New"), ("organizations", "Unchanged")])
        {
            await page.GotoAsync("/admin/import");
            await page.GetByLabel("What the lines tell of").SelectOptionAsync(kind);
            await page.Locator("textarea").FillAsync(lines);
            await PressAsync(page, "Import");
            Assert.Equal([outcome, "Failed"], await page.Locator("td .tag").AllInnerTextsAsync());
            Assert.Equal(kind == "organizations" ? 0 : 1, await page.GetByText("nothing was written").CountAsync());
        }

        await ShouldBeAccessibleAsync(page);
        await PictureAsync(page, "import-organizations");
    }

    [Fact(SkipExceptions = [typeof(MissingHereException)])]
    public async Task What_was_entered_is_linked_and_what_was_not_taken_stays_in_the_form()
    {
        var id = Guid.NewGuid();
        var good = Line(id, "Beekeepers", ProductInBrowser.AdminEmail);
        var bad = Line(Guid.NewGuid(), "Nobody", $"{id:N}@example.org");
        var page = await AdminAsync();
        await page.GotoAsync("/admin/import");
        await page.GetByLabel("What the lines tell of").SelectOptionAsync("organizations");
        await page.Locator("textarea").FillAsync($"{good}\n\n{bad}");
        await PressAsync(page, "Import");

        Assert.Equal(["New", "Failed"], await page.Locator("td .tag").AllInnerTextsAsync());
        await page.GetByText("no account has this address").WaitForAsync();
        Assert.Equal("organizations", await page.GetByLabel("What the lines tell of").InputValueAsync());
        Assert.Equal(bad, await page.Locator("textarea").InputValueAsync());
        await ShouldBeAccessibleAsync(page);
        await PictureAsync(page, "import-rest");
        await page.GetByRole(AriaRole.Link, new() { Name = "Beekeepers" }).ClickAsync();
        await Assertions.Expect(page.Locator("#people")).ToContainTextAsync(ProductInBrowser.AdminEmail);
    }

    private static string Line(Guid id, string name, string owner) =>
        $$"""{"id":"{{id}}","name":"{{name}}","slug":"o-{{id:N}}","members":[{"user_id":"{{owner}}","role":"owner"}]}""";

    private static string Lines() =>
        $$"""
        {"organization_id":"{{Guid.NewGuid()}}","subscription_id":"sub_good"}

        {"organization_id":"nobody","subscription_id":"sub_bad"}
        """;

    [GeneratedRegex("sub_good", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex SubGood();
}
