using System.Net;
using System.Text.Json;

namespace StatusLevels.Api.Tests.History;

/// <summary>Reading the history page by page.</summary>
public sealed class HistoryTests(SharedApi shared)
{
    private static readonly string[] EntryFields =
    [
        "id", "sequence", "level", "action", "reason", "performed_by", "performed_by_name", "created_at", "valid_from", "valid_until",
        "recorded_at", "imported", "levels_after", "metadata", "hash", "log", "notes",
    ];

    /// <summary>B is granted, and renewed until the history has this many entries.</summary>
    private async Task<TestOrganization> WithEntriesAsync(int entries)
    {
        var organization = shared.Organization();
        var end = TimeProvider.System.GetUtcNow().AddDays(100);
        await (await organization.GrantAsync($$"""{"level":"B","valid_until":"{{end:O}}","notes":"первая запись"}""")).ShouldBeOkAsync();
        for (var entry = 1; entry < entries; entry++)
        {
            await RenewAsync(organization, end.AddDays(entry));
        }

        return organization;
    }

    private static async Task RenewAsync(TestOrganization organization, DateTimeOffset end) =>
        await (await organization.RenewAsync("B", $$"""{"valid_until":"{{end:O}}"}""")).ShouldBeOkAsync();

    [Fact]
    public async Task An_entry_tells_what_who_and_when()
    {
        var organization = await WithEntriesAsync(2);

        var history = (await organization.HistoryAsync()).GetProperty("history");

        Assert.Equal(EntryFields, history[0].Names());
        Assert.Equal(EntryFields, history[1].Names());
        var (renewed, granted) = (history[0], history[1]);
        Assert.Equal((2, "renewed"), (renewed.GetProperty("sequence").GetInt32(), renewed.Text("action")));
        Assert.Equal((1, "granted"), (granted.GetProperty("sequence").GetInt32(), granted.Text("action")));
        Assert.Equal("первая запись", granted.Text("notes"));
        Assert.Equal(granted.Text("created_at"), granted.Text("recorded_at"));
        Assert.Equal(["valid_until", "catalog_version", "restorable_until"], granted.GetProperty("metadata").Names());
        Assert.Equal(granted.GetProperty("metadata").Text("valid_until"), renewed.GetProperty("metadata").Text("previous_valid_until"));
        Assert.Equal("""["B"]""", granted.GetProperty("levels_after").GetRawText());
        Assert.Matches("^[0-9a-f]{64}$", granted.Text("hash"));
        Assert.NotEqual(granted.Text("hash"), renewed.Text("hash"));
    }

    [Fact]
    public async Task Following_the_links_shows_every_entry_once_also_while_entries_are_added()
    {
        var organization = await WithEntriesAsync(11);
        var address = $"{organization.Address}/status-history?per_page=4";
        List<int> seen = [];
        var pages = 0;

        while (address is not null)
        {
            using var answer = await shared.Admin.GetAsync(address);
            var page = await answer.ShouldBeOkAsync();
            seen.AddRange(Sequences(page));
            pages++;
            Assert.Equal($$"""{"page":{{pages}},"per_page":4,"total":11,"total_pages":3}""", page.GetProperty("pagination").GetRawText());
            Assert.Equal("no-store, private", answer.Headers.CacheControl?.ToString());
            address = Next(answer);
            await RenewAsync(organization, TimeProvider.System.GetUtcNow().AddDays(200 + pages));
        }

        Assert.Equal(3, pages);
        Assert.Equal(Enumerable.Range(1, 11).Reverse(), seen);
        Assert.Equal(14, Total(await organization.HistoryAsync()));
    }

    [Fact]
    public async Task The_link_keeps_filters_and_size()
    {
        var organization = await WithEntriesAsync(5);

        using var answer = await shared.Admin.GetAsync($"{organization.Address}/status-history?action=renewed&level=B&per_page=3");

        Assert.Equal("5 4 3", Shown(await answer.ShouldBeOkAsync()));
        Assert.Equal($"{organization.Address}/status-history?action=renewed&level=B&per_page=3&page=2&upto=5", Next(answer));
        using var last = await shared.Admin.GetAsync(Next(answer));
        Assert.Equal("2", Shown(await last.ShouldBeOkAsync()));
        Assert.Null(Next(last));
    }

    [Fact]
    public async Task Filters_narrow_the_entries_and_the_total()
    {
        var organization = await shared.OrganizationWithAsync("AB");
        await (await organization.RenewAsync("B")).ShouldBeOkAsync();
        await (await organization.RevokeAsync("A")).ShouldBeOkAsync();

        foreach (var (query, expected) in new (string, int[])[]
        {
            ("", [4, 3, 2, 1]), ("?level=A", [4, 1]), ("?level=B", [3, 2]), ("?level=C", []), ("?action=granted", [2, 1]),
            ("?action=revoked&level=A", [4]),
            ("?action=revoked&level=B", []), ("?level=", [4, 3, 2, 1]), ("?upto=2", [2, 1]), ("?upto=2&level=A", [1]),
            ("?upto=99", [4, 3, 2, 1]), ("?upto=0", []),
        })
        {
            var page = await organization.HistoryAsync(query);
            Assert.Equal(expected, Sequences(page));
            Assert.Equal(expected.Length, Total(page));
        }
    }

    [Theory]
    [InlineData("?page=2", 0, 3, 1)]
    [InlineData("?page=2147483647&per_page=100", 0, 3, 1)]
    [InlineData("?page=2147483647&per_page=2147483647&level=B", 0, 3, 1)]
    [InlineData("?per_page=2147483647", 3, 3, 1)]
    [InlineData("?page=2&per_page=1", 1, 3, 3)]
    public async Task Pages_are_capped_and_beyond_the_last_one_there_is_nothing(string query, int shown, int total, int pages)
    {
        var organization = await WithEntriesAsync(3);

        var page = await organization.HistoryAsync(query);

        Assert.Equal(shown, Sequences(page).Length);
        Assert.Equal(total, Total(page));
        Assert.Equal(pages, page.GetProperty("pagination").GetProperty("total_pages").GetInt32());
        Assert.InRange(page.GetProperty("pagination").GetProperty("per_page").GetInt32(), 1, 100);
    }

    [Fact]
    public async Task A_hundred_entries_are_the_most_of_one_page()
    {
        var organization = await WithEntriesAsync(103);

        using var answer = await shared.Admin.GetAsync($"{organization.Address}/status-history?per_page=101");

        Assert.Equal(Enumerable.Range(4, 100).Reverse(), Sequences(await answer.ShouldBeOkAsync()));
        using var rest = await shared.Admin.GetAsync(Next(answer));
        Assert.Equal("3 2 1", Shown(await rest.ShouldBeOkAsync()));
        Assert.Equal(HttpStatusCode.OK, rest.StatusCode);
    }

    private static int[] Sequences(JsonElement page) =>
        [.. page.GetProperty("history").EnumerateArray().Select(entry => entry.GetProperty("sequence").GetInt32())];

    private static string Shown(JsonElement page) => string.Join(' ', Sequences(page));

    private static int Total(JsonElement page) => page.GetProperty("pagination").GetProperty("total").GetInt32();

    private static string? Next(HttpResponseMessage answer) =>
        answer.Headers.TryGetValues("Link", out var links) && links.Single().Split(">; rel=\"next\"") is [['<', .. var address], ""]
            ? address
            : null;
}
