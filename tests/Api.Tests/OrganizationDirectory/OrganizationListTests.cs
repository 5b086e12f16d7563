using System.Text.Json;
using System.Text.Json.Nodes;
using Npgsql;

namespace StatusLevels.Api.Tests.OrganizationDirectory;

/// <summary>
/// The list of organizations. The tests of this class share one product and its clock, and each looks only for organizations with a name of
/// its own.
/// </summary>
public sealed class OrganizationListTests(ApiWithClock fixture) : IClassFixture<ApiWithClock>
{
    private readonly string mark = $"{Guid.NewGuid():n}"[..12];
    private HttpClient admin = null!;

    [Fact]
    public async Task Organizations_are_listed_by_the_level_that_counts_now_whether_or_not_a_tick_has_run()
    {
        admin = await fixture.Api.SignedInAsync();
        var (none, a, b, c) = (await NamedAsync("none"), await NamedAsync("a"), await NamedAsync("b"), await NamedAsync("c"));
        await GrantAsync(a, "A");
        await GrantAsync(b, "A");
        await GrantAsync(b, "B", fixture.Time.GetUtcNow().AddDays(20));
        await GrantAsync(c, "B");
        await GrantAsync(c, "C");

        foreach (var (level, id) in new[] { ("0", none), ("A", a), ("B", b), ("C", c) })
        {
            Assert.Equal([id], await IdsAsync($"&level={level}"));
        }

        var item = (await ListAsync("&level=B")).GetProperty("items")[0];
        Assert.Equal(["id", "name", "slug", "current_level", "active_levels"], item.Names());
        Assert.Equal(("B", $"b {mark}", $"b-{mark}"), (item.Text("current_level"), item.Text("name"), item.Text("slug")));
        Assert.Equal(["A", "B"], item.GetProperty("active_levels").EnumerateArray().Select(level => level.Text("level")));
        Assert.Equal(20, item.GetProperty("active_levels")[1].GetProperty("days_until_expiry").GetInt32());

        // The reminders' rows are gone: no tick comes, and time tells alone.
        await ExecuteAsync("delete from orleansreminderstable");
        await ExecuteAsync("update organization_status_levels set counts_until = $1 where organization_id = $2 and level = 'B'", fixture.Time.GetUtcNow(), b);
        Assert.Equal(Sorted(a, b), await IdsAsync("&level=A"));
        Assert.Empty(await IdsAsync("&level=B"));
    }

    [Fact]
    public async Task A_part_of_name_or_slug_finds_them_whatever_its_case()
    {
        admin = await fixture.Api.SignedInAsync();
        var id = await NamedAsync("Льняная МАНУФАКТУРА 100%_", $"linen-{mark}");

        foreach (var part in new[] { "мануфактура 100%_", "ЛЬНЯНАЯ мануф", $"%_ {mark}", $"LINEN-{mark}", $"nen-{mark[..6]}" })
        {
            Assert.Contains(id.ToString(), await IdsAsync(part, ""));
        }

        Assert.DoesNotContain(id.ToString(), await IdsAsync("100_%", ""));
        Assert.Empty(await IdsAsync($"{mark}x", ""));
    }

    [Fact]
    public async Task An_organization_that_the_directory_does_not_have_is_listed_without_a_name()
    {
        admin = await fixture.Api.SignedInAsync();
        var id = Guid.NewGuid();
        await GrantAsync(id, "A");

        var all = await EveryPageAsync("/api/admin/organizations?level=A&limit=100");

        var item = Assert.Single(all, item => item.Text("id") == id.ToString());
        Assert.Equal((JsonValueKind.Null, JsonValueKind.Null), (item.GetProperty("name").ValueKind, item.GetProperty("slug").ValueKind));
    }

    [Fact]
    public async Task Those_in_payment_grace_and_those_that_end_soon_are_found()
    {
        admin = await fixture.Api.SignedInAsync();
        var (late, paid, soon) = (await NamedAsync("late"), await NamedAsync("paid"), await NamedAsync("soon"));
        foreach (var (id, status) in new[] { (late, "active"), (late, "past_due"), (paid, "active") })
        {
            await (
                await admin.ReportAsync(
                    new()
                    {
                        ["subscription_id"] = $"sub-{id}",
                        ["new_status"] = status,
                        ["organization_id"] = id.ToString()
                    })).ShouldBeOkAsync();
        }

        await GrantAsync(soon, "B", fixture.Time.GetUtcNow().AddDays(10));

        Assert.Equal([late], await IdsAsync("&in_grace=true"));
        Assert.Equal(Sorted(paid, soon), await IdsAsync("&in_grace=false"));
        var grace = (await ListAsync("&in_grace=true")).GetProperty("items")[0].GetProperty("active_levels")[0];
        Assert.Equal(
            ("grace", JsonValueKind.Null, JsonValueKind.String),
            (grace.Text("state"), grace.GetProperty("valid_until").ValueKind, grace.GetProperty("grace_ends_at").ValueKind));
        Assert.Empty(await IdsAsync("&expiring_within_days=9"));
        Assert.Equal([soon], await IdsAsync("&expiring_within_days=10"));
        Assert.Empty(await IdsAsync("&expiring_within_days=10&level=A"));
    }

    [Fact]
    public async Task Pages_follow_each_other_without_gap_or_repeat_and_the_total_is_exact()
    {
        admin = await fixture.Api.SignedInAsync();
        var ids = new List<Guid>();
        for (var made = 0; made < 7; made++)
        {
            ids.Add(await NamedAsync($"page{made}"));
        }

        var first = await admin.GetAsync($"/api/admin/organizations?q={mark}&limit=3");
        var page = await first.ShouldBeOkAsync();
        Assert.Equal((7, 3), (page.GetProperty("total").GetInt64(), page.GetProperty("items").GetArrayLength()));
        Assert.Equal(
            $"</api/admin/organizations?q={mark}&limit=3&cursor={page.Text("next_cursor")}>; rel=\"next\"",
            Assert.Single(first.Headers.GetValues("Link")));
        Assert.Equal("no-store, private", first.Headers.CacheControl!.ToString());

        var all = await EveryPageAsync($"/api/admin/organizations?q={mark}&limit=3");
        Assert.Equal(Sorted([.. ids]).Select(id => id.ToString()), all.Select(item => item.Text("id")));
    }

    [Theory]
    [InlineData("level=D", "level")]
    [InlineData("level=b", "level")]
    [InlineData("in_grace=yes", "in_grace")]
    [InlineData("expiring_within_days=0", "expiring_within_days")]
    [InlineData("expiring_within_days=367", "expiring_within_days")]
    [InlineData("cursor=x", "cursor")]
    [InlineData("limit=0", "limit")]
    [InlineData("q=%00", "q")]
    public async Task What_is_wrong_with_a_filter_is_told_by_name(string filter, string field)
    {
        admin = await fixture.Api.SignedInAsync();
        var problem = await (await admin.GetAsync($"/api/admin/organizations?{filter}")).ShouldBeProblemAsync(422, "validation_failed");
        Assert.Equal([field], problem.Fields());
    }

    private static Guid[] Sorted(params Guid[] ids) => [.. ids.OrderBy(id => id.ToString(), StringComparer.Ordinal)];

    private async Task<Guid> NamedAsync(string name, string? slug = null)
    {
        var id = Guid.NewGuid();
        var entry =
            new JsonObject
            {
                ["name"] = $"{name} {mark}",
                ["slug"] = slug ?? $"{name}-{mark}",
                ["contact_emails"] = new JsonArray(),
                ["locale"] = "en"
            };
        await (await admin.SendAsync(HttpMethod.Put, $"/api/admin/organizations/{id}", entry)).ShouldBeOkAsync();
        return id;
    }

    private async Task GrantAsync(Guid id, string level, DateTimeOffset? until = null) =>
        await (await admin.GrantAsync(id, level, until)).ShouldBeOkAsync();

    private Task<JsonElement> ListAsync(string filter) => admin.ReadAsync($"/api/admin/organizations?q={mark}{filter}");

    private async Task<Guid[]> IdsAsync(string filter) => [.. (await IdsAsync(mark, filter)).Select(Guid.Parse)];

    private async Task<string[]> IdsAsync(string part, string filter) =>
        [.. (await EveryPageAsync($"/api/admin/organizations?q={Uri.EscapeDataString(part)}{filter}")).Select(item => item.Text("id"))];

    private async Task<List<JsonElement>> EveryPageAsync(string address)
    {
        var (items, cursor) = (new List<JsonElement>(), "");
        do
        {
            var page = await admin.ReadAsync($"{address}{(cursor.Length > 0 ? $"&cursor={cursor}" : "")}");
            items.AddRange(page.GetProperty("items").EnumerateArray());
            cursor = page.GetProperty("next_cursor").GetString() ?? "";
        }
        while (cursor.Length > 0);
        return items;
    }

    private async Task ExecuteAsync(string sql, params object[] parameters)
    {
        await using var command = fixture.Api.Database.DataSource.CreateCommand(sql);
        foreach (var parameter in parameters)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = parameter });
        }

        await command.ExecuteNonQueryAsync();
    }
}
