using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;

namespace StatusLevels.Api.Tests.Expiry;

/// <summary>
/// What lies ahead, what ends soon, and settling it. The tests of this class share one product and its clock, which only goes forward.
/// </summary>
public sealed class ExpiryOverTimeTests(ApiWithClock fixture) : IClassFixture<ApiWithClock>
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    private readonly FakeTimeProvider time = fixture.Time;

    [Fact]
    public async Task The_timeline_tells_what_will_happen_in_order_of_time()
    {
        using var admin = await fixture.Api.SignedInAsync();
        var (organization, end) = (Guid.NewGuid(), time.GetUtcNow() + (100 * Day));
        await (await admin.GrantAsync(organization, "B", end)).ShouldBeOkAsync();

        var timeline = await admin.ReadAsync($"/api/organizations/{organization}/status/timeline");

        Assert.Equal(["items", "next_cursor"], timeline.Names());
        Assert.Equal(
            [
                (end - (60 * Day), "notice", "B", 60), (end - (30 * Day), "notice", "B", 30), (end - (7 * Day), "notice", "B", 7),
                (end - Day, "notice", "B", 1),
                (end, "expiry", "B", null), (end + (30 * Day), "suspension_end", "B", (int?)null),
            ],
            timeline.GetProperty("items").EnumerateArray().Select(item => (
                item.GetProperty("at").GetDateTimeOffset(), item.Text("kind"), item.Text("level"),
                item.GetProperty("days_before") is { ValueKind: JsonValueKind.Number } days ? days.GetInt32() : (int?)null)));
        Assert.Equal(["at", "kind", "level", "days_before"], timeline.GetProperty("items")[0].Names());
    }

    [Fact]
    public async Task Nothing_lies_ahead_of_an_organization_that_was_never_touched_and_only_those_inside_ask()
    {
        using var admin = await fixture.Api.SignedInAsync();
        using var anyone = fixture.Api.Client();
        var address = $"/api/organizations/{Guid.NewGuid()}/status/timeline";

        Assert.Empty((await admin.ReadAsync(address)).GetProperty("items").EnumerateArray());
        await (await anyone.GetAsync(address)).ShouldBeProblemAsync(401, "unauthenticated");
        await (await admin.GetAsync("/api/organizations/7/status/timeline")).ShouldBeProblemAsync(400, "malformed_id");
    }

    [Fact]
    public async Task A_check_settles_what_is_due_and_says_what_it_did_and_a_second_one_does_nothing()
    {
        using var before = await fixture.Api.SignedInAsync();
        var (organization, end) = (Guid.NewGuid(), time.GetUtcNow() + (65 * Day));
        await (await before.GrantAsync(organization, "B", end)).ShouldBeOkAsync();
        var idle = await CheckAsync(before, organization);
        Assert.Equal(("B", 1L), (idle.Text("current_level"), idle.GetProperty("version").GetInt64()));
        Assert.Empty(idle.GetProperty("entries").EnumerateArray());
        Assert.Equal(end - (60 * Day), idle.GetProperty("next_due").GetDateTimeOffset());

        // The reminder may be as fast: what one of the two raised, the other does not.
        time.Advance(end - time.GetUtcNow() - (30 * Day));
        using var admin = await fixture.Api.SignedInAsync();
        var raising = await CheckAsync(admin, organization);
        var items = (await admin.ReadAsync($"/api/organizations/{organization}/notifications")).GetProperty("items").EnumerateArray()
            .ToArray();
        Assert.Equal(["status.expiry.notice", "status.level.granted"], items.Select(item => item.Text("type")));
        var told = items[0].GetProperty("metadata");
        Assert.Equal(("B", 30, end, end), (
            told.Text("level"), told.GetProperty("days_left").GetInt32(), told.GetProperty("valid_until").GetDateTimeOffset(),
            told.GetProperty("expiry_date").GetDateTimeOffset()));
        Assert.Equal(end - (7 * Day), raising.GetProperty("next_due").GetDateTimeOffset());
        Assert.All(
            raising.GetProperty("notices").EnumerateArray(),
            notice =>
                Assert.Equal(("expiry", "B", 30), (notice.Text("kind"), notice.Text("level"), notice.GetProperty("point").GetInt32())));
        Assert.Equal(["organization_id", "current_level", "version", "entries", "notices", "next_due"], raising.Names());

        var again = await CheckAsync(admin, organization);
        Assert.Equal((0, 0), (again.GetProperty("notices").GetArrayLength(), again.GetProperty("entries").GetArrayLength()));
        Assert.Equal(raising.GetProperty("version").GetInt64(), again.GetProperty("version").GetInt64());

        time.Advance(end - time.GetUtcNow());
        using var after = await fixture.Api.SignedInAsync();
        var ended = await CheckAsync(after, organization);
        Assert.Equal(("0", end + (30 * Day)), (ended.Text("current_level"), ended.GetProperty("next_due").GetDateTimeOffset()));
        Assert.All(
            ended.GetProperty("entries").EnumerateArray(),
            entry => Assert.Equal(("suspended", "B"), (entry.Text("action"), entry.Text("level"))));
        Assert.Equal("suspended", (await after.HistoryAsync(organization))[0].Text("action"));
    }

    [Fact]
    public async Task What_ends_soon_is_listed_by_its_end_with_the_notices_that_went_out_until_the_very_end()
    {
        using var granting = await fixture.Api.SignedInAsync();
        var start = time.GetUtcNow();
        var (soon, later, renewed, last) = (Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid());
        await (await granting.GrantAsync(soon, "B", start + (200 * Day))).ShouldBeOkAsync();
        await (await granting.GrantAsync(later, "A", start + (210 * Day))).ShouldBeOkAsync();
        await (await granting.GrantAsync(later, "B", start + (210 * Day))).ShouldBeOkAsync();
        await (await granting.GrantAsync(renewed, "B", start + (205 * Day))).ShouldBeOkAsync();
        await (await granting.GrantAsync(last, "B", start + (600 * Day))).ShouldBeOkAsync();
        await ListInDirectoryAsync(soon);
        time.Advance(165 * Day);
        using var admin = await fixture.Api.SignedInAsync();
        await CheckAsync(admin, soon);
        await CheckAsync(admin, renewed);
        await (
            await new TestOrganization(fixture.Api, admin) { Id = renewed }.RenewAsync("B", Body(start + (500 * Day)))).ShouldBeOkAsync();

        var mine = new[] { soon, later, renewed, last }.Select(id => id.ToString()).ToArray();
        var listed = (await AllAsync(admin, 60)).Where(item => mine.Contains(item.Text("organization_id"))).ToArray();

        Assert.Equal((soon.ToString(), "B"), (listed[0].Text("organization_id"), listed[0].Text("level")));
        Assert.Equal([later.ToString(), later.ToString()], listed[1..].Select(item => item.Text("organization_id")));
        Assert.Equal(["A", "B"], listed[1..].Select(item => item.Text("level")).Order(StringComparer.Ordinal));
        Assert.Equal(["organization_id", "name", "slug", "level", "valid_until", "days_left", "notices"], listed[0].Names());
        Assert.Equal(
            ("Honey farm «Липа»", $"farm-{soon:n}", 35),
            (listed[0].Text("name"), listed[0].Text("slug"), listed[0].GetProperty("days_left").GetInt32()));
        Assert.Equal(JsonValueKind.Null, listed[1].GetProperty("name").ValueKind);
        Assert.Equal(
            [(60, "raised"), (30, "pending"), (7, "pending"), (1, "pending")],
            listed[0].GetProperty("notices").EnumerateArray().Select(
                notice => (notice.GetProperty("days_before").GetInt32(), notice.Text("outcome"))));
        Assert.Equal(start + (165 * Day), listed[0].GetProperty("notices")[0].GetProperty("raised_at").GetDateTimeOffset());
        Assert.Equal(start + (140 * Day), listed[0].GetProperty("notices")[0].GetProperty("due_at").GetDateTimeOffset());

        Assert.Contains(await AllAsync(admin, 335), item => item.Text("organization_id") == renewed.ToString());
        Assert.DoesNotContain(await AllAsync(admin, 334), item => item.Text("organization_id") == renewed.ToString());

        time.Advance(start + (200 * Day) - time.GetUtcNow());
        using var atTheEnd = await fixture.Api.SignedInAsync();
        Assert.DoesNotContain(await AllAsync(atTheEnd, 60), item => item.Text("organization_id") == soon.ToString());
    }

    [Fact]
    public async Task Pages_of_what_ends_soon_have_no_gap_and_no_repeat_where_ends_are_equal()
    {
        using var admin = await fixture.Api.SignedInAsync();
        var end = time.GetUtcNow() + (20 * Day);
        var made = new List<string>();
        for (var number = 0; number < 5; number++)
        {
            var organization = Guid.NewGuid();
            made.Add(organization.ToString());
            await (await admin.GrantAsync(organization, "B", end)).ShouldBeOkAsync();
        }

        foreach (var limit in (int[])[1, 2, 100])
        {
            var seen = (await AllAsync(admin, 20, limit)).Select(item => item.Text("organization_id")).Where(made.Contains);
            Assert.Equal(made.Order(StringComparer.Ordinal), seen.Order(StringComparer.Ordinal));
        }
    }

    [Theory]
    [InlineData("days=0", "days")]
    [InlineData("days=367", "days")]
    [InlineData("days=soon", "days")]
    [InlineData("days=1.5", "days")]
    [InlineData("limit=0", "limit")]
    [InlineData("cursor=x", "cursor")]
    public async Task A_list_that_cannot_be_is_422(string query, string field)
    {
        using var admin = await fixture.Api.SignedInAsync();
        Assert.Equal(
            [field],
            (await (await admin.GetAsync($"/api/admin/expiring?{query}")).ShouldBeProblemAsync(422, "validation_failed")).Fields());
    }

    [Fact]
    public async Task Only_platform_admins_look_and_check()
    {
        using var anyone = fixture.Api.Client();
        using var admin = await fixture.Api.SignedInAsync();
        await (await anyone.GetAsync("/api/admin/expiring")).ShouldBeProblemAsync(401, "unauthenticated");
        await (await anyone.PostAsync($"/api/admin/organizations/{Guid.NewGuid()}/expiry-check", null))
            .ShouldBeProblemAsync(401, "unauthenticated");
        await (await admin.PostAsync("/api/admin/organizations/7/expiry-check", null)).ShouldBeProblemAsync(400, "malformed_id");
        var untouched = await CheckAsync(admin, Guid.NewGuid());
        Assert.Equal(
            ("0", 0L, JsonValueKind.Null),
            (untouched.Text("current_level"), untouched.GetProperty("version").GetInt64(), untouched.GetProperty("next_due").ValueKind));
    }

    private static string Body(DateTimeOffset end) => $$"""{"valid_until":"{{end.ToString("O", CultureInfo.InvariantCulture)}}"}""";

    private static async Task<JsonElement> CheckAsync(HttpClient admin, Guid organization) =>
        await (await admin.PostAsync($"/api/admin/organizations/{organization}/expiry-check", null)).ShouldBeOkAsync();

    private static async Task<JsonElement[]> AllAsync(HttpClient admin, int days, int limit = 2)
    {
        var all = new List<JsonElement>();
        string? cursor = null;
        do
        {
            var page = await admin.ReadAsync($"/api/admin/expiring?days={days}&limit={limit}{(cursor is null ? "" : $"&cursor={cursor}")}");
            all.AddRange(page.GetProperty("items").EnumerateArray());
            cursor = page.GetProperty("next_cursor").GetString();
        }
        while (cursor is not null);
        Assert.Equal(
            all.Select(item => item.GetProperty("valid_until").GetDateTimeOffset()).Order(),
            all.Select(item => item.GetProperty("valid_until").GetDateTimeOffset()));
        return [.. all];
    }

    private async Task ListInDirectoryAsync(Guid organization)
    {
        await using var insert = fixture.Api.Database.DataSource.CreateCommand(
            "insert into organizations (organization_id, name, slug, created_at, updated_at) values ($1, 'Honey farm «Липа»', $2, now(), now())");
        insert.Parameters.Add(new() { Value = organization });
        insert.Parameters.Add(new() { Value = $"farm-{organization:n}" });
        await insert.ExecuteNonQueryAsync();
    }
}
