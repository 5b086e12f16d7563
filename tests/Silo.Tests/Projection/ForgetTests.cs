using System.Text.Json.Nodes;

namespace StatusLevels.Silo.Tests.Projection;

public sealed class ForgetTests(MigratedDatabase database) : IClassFixture<MigratedDatabase>
{
    [Fact]
    public async Task Forgetting_leaves_a_tombstone_and_nothing_else_in_any_table()
    {
        var organization = await FullAsync();
        var neighbour = await FullAsync();

        await organization.WriteAsync(organization.Forgetting());

        foreach (var table in await DatabaseSnapshot.TablesAsync(database.DataSource))
        {
            var left = await database.ScalarAsync($"select count(*) from {table} as t where t::text like '%{organization.Id}%'");
            Assert.True((long)left! == (table is "organization_status" ? 1 : 0), $"{table} has {left} rows of the forgotten organization.");
            var kept = await database.ScalarAsync($"select count(*) from {table} as t where t::text like '%{neighbour.Id}%'");
            Assert.True((long)kept! == (HoldsOrganizations(table) ? 1 : 0), $"{table} has {kept} rows of its neighbour.");
        }

        var tombstone = Assert.Single(await organization.RowsAsync("organization_status", "epoch"))!;
        Assert.Equal(2, (int)tombstone["epoch"]!);
        Assert.Equal("2026-03-01T00:00:00+00:00", (string?)tombstone["forgotten_at"]);
        Assert.Null(tombstone["metrics_as_of"]);
        Assert.Null(tombstone["review_count"]);
        Assert.Null(tombstone["head_hash"]);
    }

    [Fact]
    public async Task Events_that_were_delivered_stay_until_their_time_is_over()
    {
        var organization = await FullAsync();
        await database.ExecuteAsync($"update outbox set delivered_at = now() where organization_id = '{organization.Id}'");

        await organization.WriteAsync(organization.Forgetting());

        var row = Assert.Single(await organization.RowsAsync("outbox", "number"))!;
        Assert.Equal("""{"level":null,"organization_id":null}""", row["data"]!.ToJsonString());
        Assert.Equal((null, null), (row["status"], row["version"]));
    }

    [Fact]
    public async Task That_it_was_forgotten_is_told_to_the_end()
    {
        const string Type = "status.organization.forgotten";
        var organization = await FullAsync();
        var facts = $$"""{"epoch":2,"forgotten_at":"{{StoredOrganization.Now}}","organization_id":"{{organization.Id}}"}""";
        await organization.WriteAsync(organization.WithEvent(organization.Forgetting(), facts, Type));
        Assert.Empty(await organization.RowsAsync("notifications", "number"));
        await database.ExecuteAsync($"update outbox set delivered_at = now() where organization_id = '{organization.Id}'");
        await organization.WriteAsync(organization.WithEvent(organization.Next()));

        await organization.WriteAsync(organization.WithEvent(organization.Forgetting(), "{}", Type));

        var rows = await organization.RowsAsync("outbox", "epoch");
        Assert.Equal(["2 1", "3 1"], rows.Select(row => $"{row!["epoch"]} {row["number"]}"));
        Assert.Equal(JsonNode.Parse(facts)!.ToJsonString(), rows[0]!["data"]!.ToJsonString());
        Assert.Equal(2, (int)rows[0]!["version"]!);
        Assert.Empty(await organization.RowsAsync("notifications", "number"));
    }

    [Fact]
    public async Task The_new_epoch_starts_its_history_and_its_events_with_one()
    {
        var organization = await FullAsync();
        await organization.WriteAsync(organization.Forgetting());

        await organization.WriteAsync(organization.WithEvent(organization.Next(new TestEntry())));

        var entry = Assert.Single(await organization.RowsAsync("organization_status_history", "sequence"))!;
        Assert.Equal((2, 1), ((int)entry["epoch"]!, (int)entry["sequence"]!));
        Assert.Equal(true, await database.ScalarAsync($"select valid from verify_status_history('{organization.Id}')"));
    }

    private static bool HoldsOrganizations(string table) =>
        table is "organization_status" or "organization_status_levels" or "organization_status_history" or "organization_subscriptions"
            or "status_upgrade_requests" or "outbox" or "idempotency_keys";

    /// <summary>An organization with something in every table.</summary>
    private async Task<StoredOrganization> FullAsync()
    {
        var organization = new StoredOrganization(database.DataSource);
        var document = organization.WithEvent(organization.Next(
            new TestEntry(Personal: new Dictionary<string, string>(StringComparer.Ordinal) { ["ip"] = "192.0.2.7" })));
        var projection = document["projection"]!;
        projection["levels"] = Rows("""
            {"id":"11111111-1111-1111-1111-111111111111","level":"A","state":"active","granted_at":"2026-03-01T00:00:00.000Z",
             "granted_by_kind":"system","valid_from":"2026-03-01T00:00:00.000Z","on_judgement":false}
            """);
        projection["subscriptions"] = Rows("""
            {"subscription_id":"sub_1","status":"active","claim":"open","occurred_at":"2026-03-01T00:00:00.000Z","blocked":false}
            """);
        projection["requests"] = Rows("""
            {"id":"33333333-3333-3333-3333-333333333333","target_level":"B","status":"pending","evidence_urls":[],"requested_by":"user-1",
             "requested_at":"2026-03-01T00:00:00.000Z"}
            """);
        projection["notices"] = Rows("""
            {"kind":"expiry","level":"A","ends_at":"2027-01-01T00:00:00.000Z","point":60,"schedule":1,"due_at":"2026-11-02T00:00:00.000Z","outcome":"pending"}
            """);
        projection["status"]!["metrics"] = JsonNode.Parse("""
            {"as_of":"2026-02-27T00:00:00.000Z","reported_at":"2026-02-28T00:00:00.000Z","review_count":15,"response_rate":85,"avg_response_hours":47,"public_cases":2}
            """);
        await organization.WriteAsync(StoredOrganization.WithKey(document, organization.Id));
        return organization;
    }

    private static JsonArray Rows(string row) => new(JsonNode.Parse(row));
}
