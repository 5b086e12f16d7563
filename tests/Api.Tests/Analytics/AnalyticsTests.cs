using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using StatusLevels.Testing;

namespace StatusLevels.Api.Tests.Analytics;

/// <summary>What happened, day by day, in a product of each test's own, from 1 March 2026 on.</summary>
public sealed class AnalyticsTests : IAsyncLifetime
{
    private readonly ApiWithClock fixture = new();
    private HttpClient admin = null!;

    public async ValueTask InitializeAsync()
    {
        await fixture.InitializeAsync();
        admin = await fixture.Api.SignedInAsync();
    }

    public ValueTask DisposeAsync() => fixture.DisposeAsync();

    [Fact]
    public async Task Each_day_tells_how_many_organizations_had_which_level_at_its_end()
    {
        var (steady, rising, falling) = (Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid());
        await GrantAsync(steady, "A");
        await GrantAsync(falling, "B", fixture.Time.GetUtcNow().AddDays(3));
        await NextDayAsync();
        await GrantAsync(rising, "A");
        await GrantAsync(rising, "B");
        await NextDayAsync();
        await GrantAsync(rising, "C");
        await (await admin.RevokeAsync(steady, "A")).ShouldBeOkAsync();
        await NextDayAsync();
        await (await admin.SendAsync(HttpMethod.Post, $"/api/admin/organizations/{falling}/expiry-check")).ShouldBeOkAsync();

        var days = (await ReadAsync("?from=2026-02-28&to=2026-12-31")).GetProperty("days").EnumerateArray().ToArray();

        Assert.Equal(["2026-02-28", "2026-03-01", "2026-03-02", "2026-03-03", "2026-03-04"], days.Select(day => day.Text("date")));
        Assert.Equal(["0 0 0", "1 1 0", "1 2 0", "0 1 1", "0 0 1"], days.Select(Levels));
        Assert.Equal(
            ["0 0 0", "1 1 0"], (await ReadAsync("?from=2026-02-28&to=2026-03-01")).GetProperty("days").EnumerateArray().Select(Levels));
    }

    [Fact]
    public async Task What_has_ended_does_not_count_also_before_a_tick_has_written_it_down()
    {
        var organization = Guid.NewGuid();
        await GrantAsync(organization, "A");
        await GrantAsync(organization, "B");
        await using var end = fixture.Api.Database.DataSource.CreateCommand(
            "update organization_status_levels set counts_until = '2026-03-02T06:00:00Z' where level = 'B'; delete from orleansreminderstable");
        await end.ExecuteNonQueryAsync();
        await NextDayAsync();
        await NextDayAsync();

        var days = (await ReadAsync("?from=2026-03-01")).GetProperty("days").EnumerateArray();

        Assert.Equal(["0 1 0", "1 0 0", "1 0 0"], days.Select(Levels));
    }

    [Fact]
    public async Task What_happened_is_counted_on_its_day()
    {
        var organization = Guid.NewGuid();
        await ReportAsync(organization, "active");
        await ReportAsync(organization, "past_due");
        await (await AskAsync(organization)).ShouldBeOkAsync();
        await NextDayAsync();
        await ReportAsync(organization, "active");
        await ReviewAsync(organization, "approve");
        await (await admin.SendAsync(HttpMethod.Patch, $"/api/admin/organizations/{organization}/status-levels/B")).ShouldBeOkAsync();
        await (await admin.RevokeAsync(organization, "B")).ShouldBeOkAsync();

        var report = await ReadAsync("?from=2026-03-01&to=2026-03-02");

        var (first, second) = (report.GetProperty("days")[0].GetProperty("counts"), report.GetProperty("days")[1].GetProperty("counts"));
        Assert.Equal("auto_granted 1, grace_started 1", Some(first.GetProperty("actions")));
        Assert.Equal("granted 1, renewed 1, revoked 1, grace_cleared 1", Some(second.GetProperty("actions")));
        Assert.Equal(
            ("requested 1", "approved 1"), (Some(first.GetProperty("upgrade_requests")), Some(second.GetProperty("upgrade_requests"))));
        Assert.Equal("requested 1, approved 1", Some(report.GetProperty("totals").GetProperty("upgrade_requests")));
        Assert.Equal("reviewed 1, median_seconds 86400, p90_seconds 86400, longest_seconds 86400", Some(report.GetProperty("review_time")));
        Assert.Equal("started 1, recovered 1, recovery_percent 100", Some(report.GetProperty("grace")));
    }

    [Fact]
    public async Task Notices_are_counted_as_raised_late_and_superseded_and_a_grace_that_ended_as_ended()
    {
        var organization = Guid.NewGuid();
        await ReportAsync(organization, "active");
        await ReportAsync(organization, "past_due");
        await using var silence = fixture.Api.Database.DataSource.CreateCommand("delete from orleansreminderstable");
        await silence.ExecuteNonQueryAsync();
        for (var day = 0; day < 8; day++)
        {
            await NextDayAsync();
        }

        await (await admin.SendAsync(HttpMethod.Post, $"/api/admin/organizations/{organization}/expiry-check")).ShouldBeOkAsync();
        for (var day = 0; day < 7; day++)
        {
            await NextDayAsync();
        }

        await (await admin.SendAsync(HttpMethod.Post, $"/api/admin/organizations/{organization}/expiry-check")).ShouldBeOkAsync();

        var report = await ReadAsync("");
        var notices = report.GetProperty("totals").GetProperty("notices");
        Assert.Equal(await CountAsync("outcome = 'raised'"), notices.GetProperty("raised").GetInt64());
        Assert.Equal(await CountAsync("raised_at - due_at > interval '60 seconds'"), notices.GetProperty("late").GetInt64());
        Assert.Equal(await CountAsync("outcome = 'superseded'"), notices.GetProperty("superseded").GetInt64());
        Assert.True(notices.GetProperty("raised").GetInt64() > 0);
        Assert.Equal("started 1, ended 1", Some(report.GetProperty("grace")).Replace(", recovery_percent 0", "", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("?from=2026-03-02", "from")]
    [InlineData("?from=2026-02-02&to=2026-02-01", "from")]
    [InlineData("?from=2025-02-28&to=2026-03-01", "from")]
    [InlineData("?from=2026-3-1", "from")]
    [InlineData("?to=2026-03-01T00:00:00Z", "to")]
    public async Task What_is_wrong_with_the_days_is_told_by_name(string query, string field)
    {
        var problem = await (await admin.GetAsync($"/api/admin/analytics{query}")).ShouldBeProblemAsync(422, "validation_failed");
        Assert.Equal([field], problem.Fields());
    }

    [Fact]
    public async Task A_year_is_served_and_without_days_the_last_thirty()
    {
        Assert.Equal(366, (await ReadAsync("?from=2025-03-01")).GetProperty("days").GetArrayLength());
        var usual = await ReadAsync("");
        Assert.Equal(("2026-01-31", "2026-03-01", 30), (usual.Text("from"), usual.Text("to"), usual.GetProperty("days").GetArrayLength()));
    }

    [Fact]
    public async Task Public_reads_are_counted_and_written_within_a_minute_and_reads_of_those_inside_are_not()
    {
        var anyone = fixture.Api.Client();
        var organization = Guid.NewGuid();
        for (var read = 0; read < 5; read++)
        {
            await (await anyone.GetAsync($"/api/organizations/{organization}/status")).ShouldBeOkAsync();
        }

        await admin.StatusAsync(organization);
        fixture.Time.Advance(TimeSpan.FromSeconds(61));

        await Eventually.HoldsAsync(async () => Reads(await ReadAsync("")) == 5, ProductProcess.Patience);
        await (await anyone.GetAsync($"/api/organizations/{organization}/status")).ShouldBeOkAsync();
        await NextDayAsync();
        await (await anyone.GetAsync($"/api/organizations/{organization}/status")).ShouldBeOkAsync();
        fixture.Time.Advance(TimeSpan.FromSeconds(61));
        await Eventually.HoldsAsync(async () => Reads(await ReadAsync("")) == 7, ProductProcess.Patience);
        Assert.Equal(
            [6, 1],
            (await ReadAsync("?from=2026-03-01")).GetProperty("days").EnumerateArray().Select(
                day => day.GetProperty("counts").GetProperty("public_status_reads").GetInt64()));
    }

    [Fact]
    public async Task Whoever_comes_across_a_level_is_counted_without_a_cookie_and_with_a_forgotten_organization_no_more()
    {
        var (kept, forgotten) = (Guid.NewGuid(), Guid.NewGuid());
        await GrantAsync(kept, "A");
        await GrantAsync(forgotten, "B");
        using var person = fixture.Api.Client();
        person.DefaultRequestHeaders.UserAgent.ParseAdd("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0");
        using var robot = fixture.Api.Client();
        robot.DefaultRequestHeaders.UserAgent.ParseAdd("Mozilla/5.0 (compatible; Examplebot/1.0)");
        foreach (var (visitor, address) in ((HttpClient, string)[])[
            (person, "/levels"), (person, "/levels?lang=ru"), (person, $"/organizations/{kept}"), (person, $"/organizations/{forgotten}"),
            (person, $"/organizations/{forgotten}"), (person, $"/organizations/{Guid.NewGuid()}"), (robot, "/levels"),
            (robot, $"/organizations/{kept}"), (person, $"/badges/{forgotten}.svg"), (person, $"/badges/{kept}.svg")])
        {
            using var answer = await visitor.GetAsync(address);
            Assert.True(answer.IsSuccessStatusCode, address);
        }

        await SeesAsync("visits_levels 2, visits_passports 3, badge_impressions 2, grants 2");
        await NextDayAsync();
        await (await admin.DeleteAsync($"/api/admin/organizations/{forgotten}")).ShouldBeOkAsync();
        await SeesAsync("visits_levels 2, visits_passports 1, badge_impressions 1, grants 1");
        var days = (await ReadAsync("?from=2026-03-01")).GetProperty("days").EnumerateArray().ToArray();
        Assert.Equal([true, false], days.Select(day => day.GetProperty("complete").GetBoolean()));
        Assert.Equal(
            ["visits_levels 2, visits_passports 1, badge_impressions 1, grants 1", ""],
            days.Select(day => Some(day.GetProperty("adoption"))));

        using var csv = await admin.GetAsync("/admin/analytics.csv?from=2026-03-01");
        var lines = (await csv.Content.ReadAsStringAsync()).Split("\r\n");
        Assert.Equal("\"date\",\"metric\",\"value\"", lines[0].TrimStart('\uFEFF'));
        Assert.Contains("\"2026-03-01\",\"visits_passports\",\"1\"", lines);
        Assert.Contains("\"2026-03-02\",\"complete\",\"0\"", lines);

        Task SeesAsync(string expected) =>
            Eventually.HoldsAsync(async () => Some((await ReadAsync("?from=2026-03-01")).GetProperty("adoption")) == expected);
    }

    private static long Reads(JsonElement report) => report.GetProperty("totals").GetProperty("public_status_reads").GetInt64();

    private static string Levels(JsonElement day) =>
        string.Join(' ', day.GetProperty("levels").EnumerateObject().Select(level => level.Value.GetInt64()));

    /// <summary>The members that are not 0.</summary>
    private static string Some(JsonElement counts) => string.Join(", ", counts.EnumerateObject()
        .Where(count => count.Value.ValueKind == JsonValueKind.Number && count.Value.GetDouble() != 0)
        .Select(count => string.Create(CultureInfo.InvariantCulture, $"{count.Name} {count.Value.GetDouble()}")));

    private Task<JsonElement> ReadAsync(string query) => admin.ReadAsync($"/api/admin/analytics{query}");

    // The session of the admin is signed in anew: it may have ended with the days.
    private async Task NextDayAsync()
    {
        fixture.Time.Advance(TimeSpan.FromDays(1));
        admin = await fixture.Api.SignedInAsync();
    }

    private async Task GrantAsync(Guid organization, string level, DateTimeOffset? until = null) =>
        await (await admin.GrantAsync(organization, level, until)).ShouldBeOkAsync();

    private async Task ReportAsync(Guid organization, string status) => await (await admin.ReportAsync(new()
    {
        ["subscription_id"] = $"sub-{organization}",
        ["new_status"] = status,
        ["organization_id"] = organization.ToString(),
    })).ShouldBeOkAsync();

    private Task<HttpResponseMessage> AskAsync(Guid organization) =>
        admin.SendAsync(HttpMethod.Post, $"/api/organizations/{organization}/status-upgrade-request", new() { ["target_level"] = "B" });

    private async Task ReviewAsync(Guid organization, string decision)
    {
        var request = (await admin.ReadAsync($"/api/organizations/{organization}/status-upgrade-requests"))
            .GetProperty("items")[0].Text("id");
        await (await admin.SendAsync(
            HttpMethod.Post, $"/api/admin/organizations/{organization}/upgrade-requests/{request}/review", new JsonObject { ["decision"] = decision })).ShouldBeOkAsync();
    }

    private async Task<long> CountAsync(string condition)
    {
        await using var command = fixture.Api.Database.DataSource.CreateCommand($"select count(*) from expiry_notices where {condition}");
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
