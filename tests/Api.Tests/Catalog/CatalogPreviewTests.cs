using System.Diagnostics;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using StatusLevels.Grains.Contracts;
using StatusLevels.Grains.Domain;

namespace StatusLevels.Api.Tests.Catalog;

public sealed class CatalogPreviewTests
{
    private const string Easier = """{"min_review_count":10,"min_response_rate":80.5,"max_avg_response_hours":60,"min_public_cases":0}""";
    private const string Harder = """{"min_review_count":20,"min_response_rate":90,"max_avg_response_hours":24,"min_public_cases":2}""";
    private const string Mixed = """{"min_review_count":10,"min_response_rate":90}""";

    private static readonly Call Admin = new(new Actor(ActorKind.User, "admin-1"));

    private static async Task<JsonElement> PreviewAsync(HttpClient client, string criteria, string query = "")
    {
        using var answer = await client.PostAsync("/api/admin/catalog/preview" + query, Json.Content(criteria));
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        return await answer.ReadJsonAsync();
    }

    private static HashSet<Guid> Ids(JsonElement list)
    {
        var ids = list.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("organization_id").GetGuid()).ToHashSet();
        Assert.Equal(list.GetProperty("total").GetInt32(), ids.Count);
        return ids;
    }

    [Theory]
    [InlineData("true")]
    [InlineData("false")]
    public async Task What_is_foretold_is_what_the_rules_do_when_the_same_metrics_are_reported_again(string grantsCAutomatically)
    {
        var clock = new ShiftedClock();
        await using var api = await TestApi.StartAsync(new() { ["StatusLevels:GrantCAutomatically"] = grantsCAutomatically }, clock);
        var catalog = api.Services.GetRequiredService<StatusLevelCatalog>();
        var lives = await PreviewedLife.LiveAsync(api.Services.GetRequiredService<IGrainFactory>(), clock, catalog, count: 240);
        var client = await api.SignedInAsync();
        var (gains, losses) = (0, 0);
        foreach (var (json, criteria) in new (string, ReputationCriteria)[]
        {
            (Easier, new(10, 80.5m, 60, 0)),
            (Harder, new(20, 90, 24, 2)),
            (Mixed, catalog.Criteria with { MinReviewCount = 10, MinResponseRate = 90 }),
        })
        {
            var preview = await PreviewAsync(client, json, "?limit=1000");

            var then = catalog with { Criteria = criteria, Version = "other" };
            HashSet<Guid> gain =
                [.. lives.Where(
                    life =>
                        life.After(then, clock) is { C: not null } && life.After(catalog, clock) is { C: null }).Select(life => life.Id)];
            HashSet<Guid> lose =
            [
                .. lives.Where(
                    life =>
                        life.After(then, clock) is { C.AtRiskUntil: not null }
                            && life.After(catalog, clock) is { C.AtRiskUntil: null }).Select(life => life.Id),
            ];
            Assert.Equal(gain.Order(), Ids(preview.GetProperty("gain")).Order());
            Assert.Equal(lose.Order(), Ids(preview.GetProperty("lose")).Order());
            (gains, losses) = (gains + gain.Count, losses + lose.Count);
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{gains} gained, {losses} lost");
        Assert.Equal(grantsCAutomatically == "true", gains > 5);
        Assert.True(losses > 5);
    }

    [Fact]
    public async Task It_names_the_criteria_the_versions_and_what_decides_and_changes_nothing()
    {
        await using var api = await TestApi.StartAsync();
        var client = await api.SignedInAsync();
        var (nearly, holder) = (Guid.NewGuid(), Guid.NewGuid());
        var grains = api.Services.GetRequiredService<IGrainFactory>();
        var asOf = DateTimeOffset.UnixEpoch.AddYears(50);
        foreach (var (id, reviews) in new[] { (nearly, 12), (holder, 15) })
        {
            await grains.OrganizationStatus(new(id)).Grant(new StatusCommand.Grant(StatusLevel.B), Admin);
            await grains.OrganizationStatus(new(id)).ReportReputation(
                new StatusCommand.ReportReputation(asOf, reviews, 90.25m, 20, 3), Admin);
        }

        var same = await PreviewAsync(client, "{}");
        var preview = await PreviewAsync(client, """{"min_review_count":11,"min_public_cases":null}""");
        var harder = await PreviewAsync(client, """{"max_avg_response_hours":20,"min_response_rate":91}""");

        Assert.Equal(
            (0, 0), (same.GetProperty("gain").GetProperty("total").GetInt32(), same.GetProperty("lose").GetProperty("total").GetInt32()));
        Assert.Equal(same.Text("catalog_version"), same.Text("preview_version"));
        Assert.NotEqual(preview.Text("catalog_version"), preview.Text("preview_version"));
        Assert.Equal("""{"min_review_count":15,"min_response_rate":85,"max_avg_response_hours":48,"min_public_cases":1}""", preview.GetProperty("criteria").GetProperty("current").GetRawText());
        Assert.Equal("""{"min_review_count":11,"min_response_rate":85,"max_avg_response_hours":48,"min_public_cases":1}""", preview.GetProperty("criteria").GetProperty("proposed").GetRawText());
        Assert.Equal(
            $$"""{"organization_id":"{{nearly}}","as_of":"2020-01-01T00:00:00.000Z","review_count":12,"response_rate":90.25,"avg_response_hours":20,"public_cases":3,"at_risk_until":null,"reason":"criteria_met","deciding":["review_count"]}""",
            Assert.Single(preview.GetProperty("gain").GetProperty("items").EnumerateArray()).GetRawText());
        var lost = Assert.Single(harder.GetProperty("lose").GetProperty("items").EnumerateArray());
        Assert.Equal(
            (holder, "criteria_unmet", """["response_rate","avg_response_hours"]"""),
            (lost.GetProperty("organization_id").GetGuid(), lost.Text("reason"), lost.GetProperty("deciding").GetRawText()));
        await using var changed = api.Database.DataSource.CreateCommand("select count(*) from organization_status where version <> 2");
        Assert.Equal(0L, await changed.ExecuteScalarAsync());
    }

    [Theory]
    [InlineData("""{"min_review_count":-1,"min_response_rate":100.5,"max_avg_response_hours":0,"min_public_cases":1000001}""", "max_avg_response_hours,min_public_cases,min_response_rate,min_review_count")]
    [InlineData("""{"min_review_count":1.5}""", "min_review_count")]
    [InlineData("""{"min_response_rate":"85"}""", "min_response_rate")]
    [InlineData("""{"max_avg_response_hours":8761}""", "max_avg_response_hours")]
    public async Task Criteria_out_of_the_catalogs_ranges_are_422_with_the_field_named(string criteria, string fields)
    {
        await using var api = await TestApi.StartAsync();
        using var answer = await (await api.SignedInAsync()).PostAsync("/api/admin/catalog/preview", Json.Content(criteria));

        Assert.Equal(fields.Split(','), (await answer.ShouldBeProblemAsync(422, "validation_failed")).Fields());
    }

    [Fact]
    public async Task Only_platform_admins_ask_and_the_limit_is_a_number()
    {
        await using var api = await TestApi.StartAsync();
        await (await api.Client().PostAsync("/api/admin/catalog/preview", Json.Content("{}"))).ShouldBeProblemAsync(401, "unauthenticated");
        var client = await api.SignedInAsync();
        await (await client.PostAsync("/api/admin/catalog/preview?limit=0", Json.Content("{}")))
            .ShouldBeProblemAsync(422, "validation_failed");
        await (await client.PostAsync("/api/admin/catalog/preview?limit=many", Json.Content("{}")))
            .ShouldBeProblemAsync(422, "validation_failed");
        await PreviewAsync(client, "{}", "?limit=100000");
    }

    [Fact]
    public async Task Totals_are_exact_over_a_hundred_thousand_organizations_and_lists_are_bounded()
    {
        await using var api = await TestApi.StartAsync();
        await using (var command = api.Database.DataSource.CreateCommand(HundredThousand))
        {
            await command.ExecuteNonQueryAsync();
        }

        var client = await api.SignedInAsync();
        await PreviewAsync(client, Mixed, "?limit=1");
        var clock = Stopwatch.StartNew();
        var preview = await PreviewAsync(client, """{"min_review_count":10,"min_response_rate":90}""", "?limit=7");

        TestContext.Current.TestOutputHelper?.WriteLine($"100,000 organizations: {clock.ElapsedMilliseconds} ms");
        // 20 numbers of reviews and 20 response rates in turn: 10..14 become enough, 85..89 no longer are.
        Assert.Equal(100_000 * 5 / 20 * 10 / 20, preview.GetProperty("gain").GetProperty("total").GetInt32());
        Assert.Equal(100_000 * 5 / 20 * 5 / 20, preview.GetProperty("lose").GetProperty("total").GetInt32());
        Assert.Equal(7, preview.GetProperty("gain").GetProperty("items").GetArrayLength());
        Assert.Equal(7, preview.GetProperty("lose").GetProperty("items").GetArrayLength());
    }

    // Everybody holds B; whoever has the reviews and the response rate of today holds C.
    private const string HundredThousand = """
        with made as (
            select gen_random_uuid() as id, n % 20 as reviews, 80 + n / 20 % 20 as rate from generate_series(0, 99999) as n),
        status as (
            insert into organization_status (organization_id, epoch, version, current_level, in_grace, level_c_blocked, last_sequence, head_hash, outbox_number,
                recorded_at, metrics_as_of, reported_at, review_count, response_rate, avg_response_hours, public_cases)
            select id, 1, 1, 'B', false, false, 1, repeat('0', 64), 0, now(), now(), now(), reviews, rate, 10, 1 from made)
        insert into organization_status_levels (organization_id, level, id, state, granted_at, granted_by_kind, valid_from, valid_until, counts_until, restorable_until, on_judgement)
        select id, level, gen_random_uuid(), 'active', now(), 'user', now(), case level when 'B' then now() + interval '1 year' end, now() + interval '1 year',
               case level when 'B' then now() + interval '2 years' end, false
        from made cross join unnest(array['B', 'C']) as level
        where level = 'B' or (reviews >= 15 and rate >= 85)
        """;
}
