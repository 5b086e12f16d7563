using System.Text;
using System.Text.Json.Nodes;

namespace StatusLevels.Silo.Tests.Projection;

public sealed class ProjectionTests(MigratedDatabase database) : IClassFixture<MigratedDatabase>
{
    [Fact]
    public async Task Every_member_of_the_status_lands()
    {
        var organization = new StoredOrganization(database.DataSource);
        var document = organization.Next(new TestEntry());
        var status = document["projection"]!["status"]!;
        status["current_level"] = "B";
        status["next_due"] = "2027-01-01T00:00:00.000Z";
        status["in_grace"] = true;
        status["counts_until"] = "2027-03-01T00:00:00.001Z";
        status["level_c_blocked"] = true;
        status["metrics"] = JsonNode.Parse("""
            {"as_of":"2026-02-27T00:00:00.000Z","reported_at":"2026-02-28T00:00:00.000Z","review_count":15,"response_rate":85.25,
             "avg_response_hours":47.5,"public_cases":2}
            """);

        Assert.Equal(1, await organization.WriteAsync(document));

        Same($$"""
            [{"epoch":1,"version":1,"current_level":"B","counts_until":"2027-03-01T00:00:00.001+00:00","next_due":"2027-01-01T00:00:00+00:00",
              "in_grace":true,"level_c_blocked":true,"last_sequence":1,"head_hash":"{{organization.Head}}","outbox_number":0,
              "forgotten_at":null,"recorded_at":"2026-03-01T00:00:00+00:00","metrics_as_of":"2026-02-27T00:00:00+00:00",
              "reported_at":"2026-02-28T00:00:00+00:00","review_count":15,"response_rate":85.25,"avg_response_hours":47.5,"public_cases":2,"planned_notices":[],"forgotten_leaves":0}]
            """, await organization.RowsAsync("organization_status", "epoch"));
    }

    [Fact]
    public async Task Every_member_of_a_level_lands_and_the_set_replaces_the_former_one()
    {
        var organization = new StoredOrganization(database.DataSource);
        const string LevelB = """
            {"id":"22222222-2222-2222-2222-222222222222","level":"B","state":"suspended","granted_at":"2026-03-01T00:00:00.000Z",
             "granted_by_kind":"user","granted_by":"user-1","valid_from":"2026-03-02T00:00:00.000Z","valid_until":"2026-03-03T00:00:00.000Z",
             "counts_until":"2026-03-04T00:00:00.000Z","last_verified_at":"2026-03-05T00:00:00.000Z","grace_ends_at":"2026-03-06T00:00:00.000Z",
             "suspended_at":"2026-03-07T00:00:00.000Z","restorable_until":"2026-03-08T00:00:00.000Z","at_risk_until":"2026-03-09T00:00:00.000Z",
             "on_judgement":true,"subscription_id":"sub_1","notes":"Заметка 🐝"}
            """;
        const string LevelA = """
            {"id":"11111111-1111-1111-1111-111111111111","level":"A","state":"active","granted_at":"2026-03-01T00:00:00.000Z",
             "granted_by_kind":"system","valid_from":"2026-03-01T00:00:00.000Z","on_judgement":false}
            """;
        await organization.WriteAsync(WithLevels(organization.Next(new TestEntry()), LevelA, LevelB));

        var rows = await organization.RowsAsync("organization_status_levels", "level");
        Assert.Equal(2, rows.Count);
        Same("""
            {"level":"A","id":"11111111-1111-1111-1111-111111111111","state":"active","granted_at":"2026-03-01T00:00:00+00:00",
             "granted_by_kind":"system","granted_by":null,"valid_from":"2026-03-01T00:00:00+00:00","valid_until":null,"counts_until":null,
             "last_verified_at":null,"grace_ends_at":null,"suspended_at":null,"restorable_until":null,"at_risk_until":null,
             "on_judgement":false,"subscription_id":null,"notes":null}
            """, rows[0]!);
        Same(LevelB.Replace(".000Z", "+00:00", StringComparison.Ordinal), rows[1]!);

        await organization.WriteAsync(WithLevels(organization.Next(), LevelA.Replace("active", "grace", StringComparison.Ordinal)));

        var left = Assert.Single(await organization.RowsAsync("organization_status_levels", "level"));
        Assert.Equal("grace", (string?)left!["state"]);

        await organization.WriteAsync(WithLevels(organization.Next()));

        Assert.Empty(await organization.RowsAsync("organization_status_levels", "level"));
    }

    [Fact]
    public async Task A_level_that_a_write_does_not_touch_gets_no_new_row_version()
    {
        var organization = new StoredOrganization(database.DataSource);
        const string Level = """
            {"id":"11111111-1111-1111-1111-111111111111","level":"A","state":"active","granted_at":"2026-03-01T00:00:00.000Z",
             "granted_by_kind":"system","valid_from":"2026-03-01T00:00:00.000Z","on_judgement":false}
            """;
        await organization.WriteAsync(WithLevels(organization.Next(), Level));
        var query = $"select xmin::text from organization_status_levels where organization_id = '{organization.Id}'";
        var before = await database.ScalarAsync(query);

        await organization.WriteAsync(WithLevels(organization.Next(), Level));

        Assert.Equal(before, await database.ScalarAsync(query));
    }

    [Fact]
    public async Task Subscriptions_are_added_and_changed_and_the_others_stay()
    {
        var organization = new StoredOrganization(database.DataSource);
        const string First = """
            {"subscription_id":"sub_1","status":"past_due","claim":"grace","claim_ends_at":"2026-03-15T00:00:00.000Z",
             "grace_ends_at":"2026-03-15T00:00:00.000Z","current_period_end":"2026-04-01T00:00:00.000Z",
             "occurred_at":"2026-03-01T00:00:00.000Z","blocked":true}
            """;
        const string Second = """
            {"subscription_id":"sub_2","status":"active","claim":"open","claim_ends_at":null,"grace_ends_at":null,"current_period_end":null,
             "occurred_at":"2026-03-01T00:00:00.000Z","blocked":false}
            """;
        await organization.WriteAsync(With(organization.Next(), "subscriptions", First, Second));
        await organization.WriteAsync(
            With(organization.Next(), "subscriptions", Second.Replace("active", "canceled", StringComparison.Ordinal)));

        var rows = await organization.RowsAsync("organization_subscriptions", "subscription_id");
        Same(First.Replace(".000Z", "+00:00", StringComparison.Ordinal), rows[0]!);
        Same(Second.Replace("active", "canceled", StringComparison.Ordinal).Replace(".000Z", "+00:00", StringComparison.Ordinal), rows[1]!);
    }

    [Fact]
    public async Task Upgrade_requests_are_added_and_closed()
    {
        var organization = new StoredOrganization(database.DataSource);
        var request = """
            {"id":"33333333-3333-3333-3333-333333333333","target_level":"B","status":"pending","message":"Просим проверить",
             "evidence_urls":["https://example.org/1","https://example.org/2"],"requested_by":"user-1","requested_at":"2026-03-01T00:00:00.000Z",
             "closed_at":null,"reviewed_by":null,"review_notes":null,"rejection_reason":null,"granted_entry_sequence":null,
             "comment":null}
            """;
        await organization.WriteAsync(With(organization.Next(), "requests", request));
        Same(
            request.Replace(".000Z", "+00:00", StringComparison.Ordinal),
            (await organization.RowsAsync("status_upgrade_requests", "id"))[0]!);

        request = """
            {"id":"33333333-3333-3333-3333-333333333333","target_level":"B","status":"approved","message":"Просим проверить",
             "evidence_urls":["https://example.org/1"],"requested_by":"user-1","requested_at":"2026-03-01T00:00:00.000Z",
             "closed_at":"2026-03-02T00:00:00.000Z","reviewed_by":"admin-1","review_notes":"ok","rejection_reason":"-","granted_entry_sequence":1,
             "comment":"Добро пожаловать"}
            """;
        await organization.WriteAsync(With(organization.Next(), "requests", request));

        var row = Assert.Single(await organization.RowsAsync("status_upgrade_requests", "id"));
        Same(request.Replace(".000Z", "+00:00", StringComparison.Ordinal), row!);
    }

    [Fact]
    public async Task Every_member_of_an_entry_lands()
    {
        var organization = new StoredOrganization(database.DataSource);
        var document = organization.Next(
            new TestEntry(
                "revoked", "A", "level_b_lost", "service", "payments", """{"catalog":3,"by":"Пчёлы 🐝"}""",
                new Dictionary<string, string>(StringComparer.Ordinal) { ["notes"] = "Тихо" }),
            new TestEntry("auto_granted", "C", ActorKind: "system", ActorId: null));
        var entries = document["projection"]!["entries"]!.DeepClone().AsArray();

        await organization.WriteAsync(document);

        var rows = await organization.RowsAsync("organization_status_history", "sequence");
        Assert.Equal(2, rows.Count);
        foreach (var (entry, row) in entries.Zip(rows))
        {
            var expected = entry!.DeepClone();
            expected["epoch"] = 1;
            expected["effective_at"] = "2026-03-01T00:00:00+00:00";
            expected["recorded_at"] = "2026-03-01T00:00:00.123+00:00";
            Same(expected.ToJsonString(), row!);
        }
    }

    [Fact]
    public async Task Notices_are_added_and_settled_each_under_its_whole_key()
    {
        var organization = new StoredOrganization(database.DataSource);
        const string Expiry = """
            {"kind":"expiry","level":"B","ends_at":"2027-01-01T00:00:00.000Z","point":60,"schedule":3,"subscription_id":null,
             "due_at":"2026-11-02T00:00:00.000Z","raised_at":null,"outcome":"pending","settled_at":null,"epoch":1}
            """;
        const string Grace = """
            {"kind":"grace","level":"A","ends_at":"2026-03-15T00:00:00.000Z","point":7,"schedule":1,"subscription_id":"sub_1",
             "due_at":"2026-03-08T00:00:00.000Z","raised_at":null,"outcome":"pending","settled_at":null,"epoch":1}
            """;
        await organization.WriteAsync(
            With(organization.Next(), "notices", Expiry, Grace, Grace.Replace("sub_1", "sub_2", StringComparison.Ordinal)));

        var raised = JsonNode.Parse(Expiry)!;
        raised["raised_at"] = "2026-11-02T00:00:01.000Z";
        raised["settled_at"] = "2026-11-02T00:00:01.000Z";
        raised["outcome"] = "raised";
        await organization.WriteAsync(With(organization.Next(), "notices", raised.ToJsonString()));

        var rows = await organization.RowsAsync("expiry_notices", "kind, subscription_id");
        Assert.Equal(3, rows.Count);
        Same(raised.ToJsonString().Replace(".000Z", "+00:00", StringComparison.Ordinal), rows[0]!);
        Same(Grace.Replace(".000Z", "+00:00", StringComparison.Ordinal), rows[1]!);
    }

    [Fact]
    public async Task What_a_node_of_the_version_before_writes_lands_the_same_and_leaves_the_reminder_to_it()
    {
        const string Planned = """
            {"kind":"expiry","level":"B","ends_at":"2027-01-01T00:00:00.000Z","point":60,"schedule":1,"subscription_id":null,
             "due_at":"2026-11-02T00:00:00.000Z","raised_at":null,"outcome":"pending","settled_at":null,"epoch":1}
            """;
        var now = new StoredOrganization(database.DataSource);
        var former = new StoredOrganization(database.DataSource) { ByFormerNode = true };
        foreach (var organization in (StoredOrganization[])[now, former])
        {
            await organization.WriteAsync(
                With(organization.WithEvent(organization.Next(new TestEntry())), "notices", Planned));
            await organization.WriteAsync(With(organization.Next(new TestEntry("revoked")), "notices", Settled(Planned)));
        }

        foreach (var (table, order) in ((string, string)[])
            [("expiry_notices", "point"), ("organization_status_levels", "level"), ("notifications", "number")])
        {
            var rows = await former.RowsAsync(table, order);
            Assert.Equal(WithoutIds(await now.RowsAsync(table, order)), WithoutIds(rows));
        }

        Assert.Equal(2, (await former.RowsAsync("organization_status_history", "sequence")).Count);
        Assert.Equal(0L, await database.ScalarAsync(
            $"select count(*) from orleansreminderstable where grainid like '%{former.Id:N}'"));

        static string Settled(string planned)
        {
            var notice = JsonNode.Parse(planned)!;
            (notice["outcome"], notice["settled_at"]) = ("cancelled", "2026-03-01T00:00:00.000Z");
            return notice.ToJsonString();
        }

        static string WithoutIds(JsonArray rows)
        {
            foreach (var row in rows)
            {
                row!.AsObject().Remove("id");
            }

            return rows.ToJsonString();
        }
    }

    [Fact]
    public async Task The_reminder_lands_as_its_provider_would_write_it_and_goes_with_what_is_due()
    {
        var organization = new StoredOrganization(database.DataSource);
        await organization.WriteAsync(Due(organization.Next(), "2027-01-01T00:00:00.000Z"));
        Assert.Equal("2027-01-01 00:00:00+00 60000 -42 0", await ReminderAsync());

        await organization.WriteAsync(Due(organization.Next(), "2027-01-01T00:00:00.000Z"));
        Assert.Equal("2027-01-01 00:00:00+00 60000 -42 0", await ReminderAsync());

        await organization.WriteAsync(Due(organization.Next(), "2026-12-01T00:00:00.000Z"));
        Assert.Equal("2026-12-01 00:00:00+00 60000 -42 1", await ReminderAsync());

        await organization.WriteAsync(Due(organization.Next(), null));
        Assert.Null(await ReminderAsync());

        JsonObject Due(JsonObject document, string? due)
        {
            document["projection"]!["status"]!["next_due"] = due;
            document["projection"]!["reminder"] = new JsonObject
            {
                ["grain_id"] = $"organizationstatus/{organization.Id:N}",
                ["grain_hash"] = -42,
                ["name"] = "expiry",
                ["period"] = 60000,
            };
            return document;
        }

        async Task<string?> ReminderAsync() => (string?)await database.ScalarAsync($"""
            select concat_ws(' ', starttime at time zone 'UTC' || '+00', period, grainhash, version) from orleansreminderstable
            where grainid = 'organizationstatus/{organization.Id:N}' and remindername = 'expiry'
            """);
    }

    [Fact]
    public async Task Events_land_in_the_outbox_undelivered()
    {
        var organization = new StoredOrganization(database.DataSource);
        await organization.WriteAsync(organization.WithEvent(organization.Next(), """{"level":"B"}"""));

        var row = Assert.Single(await organization.RowsAsync("outbox", "number"));
        Same($$"""
            {"epoch":1,"number":1,"id":"{{organization.Id}}/1/1","type":"status.level.granted","time":"2026-03-01T00:00:00+00:00",
             "data":{"level":"B"},"version":1,"status":{"current_level":"0","version":1,"levels":[]},"position":null,"delivered_at":null}
            """, row!);
    }

    [Fact]
    public async Task An_event_carries_the_levels_as_they_are_after_its_write()
    {
        var organization = new StoredOrganization(database.DataSource);
        var document = WithLevels(
            organization.Next(),
            Level("B", "active", """ "2027-09-01T00:00:00Z" """, "null"), Level("A", "grace", "null", """ "2026-03-15T00:00:00Z" """));
        await organization.WriteAsync(organization.WithEvent(document, """{"level":"B"}"""));

        var row = Assert.Single(await organization.RowsAsync("outbox", "number"));
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse("""
            {"current_level":"0","version":1,"levels":[
             {"level":"A","state":"grace","valid_until":null,"grace_ends_at":"2026-03-15T00:00:00+00:00"},
             {"level":"B","state":"active","valid_until":"2027-09-01T00:00:00+00:00","grace_ends_at":null}]}
            """), row!["status"]), row!["status"]!.ToJsonString());
    }

    [Fact]
    public async Task Rows_of_other_grains_and_other_services_are_left_alone()
    {
        var organization = new StoredOrganization(database.DataSource);
        var payload = Encoding.UTF8.GetBytes("no document at all");

        Assert.Equal(1, await organization.WriteAsync(payload, null, state: "something-else"));
        Assert.Equal(2, await organization.WriteAsync(null, 1, state: "something-else"));
        Assert.Equal(1, await organization.WriteAsync(payload, null, service: "another"));
        await database.ExecuteAsync("delete from orleansstorage where graintypestring = 'something-else' or serviceid = 'another'");

        Assert.Empty(await organization.RowsAsync("organization_status", "epoch"));
    }

    private static string Level(string level, string state, string validUntil, string graceEndsAt) => $$"""
        {"id":"{{Guid.NewGuid()}}","level":"{{level}}","state":"{{state}}","granted_at":"2026-03-01T00:00:00Z","granted_by_kind":"user",
         "valid_from":"2026-03-01T00:00:00Z","valid_until":{{validUntil}},"grace_ends_at":{{graceEndsAt}}}
        """;

    private static JsonObject WithLevels(JsonObject document, params string[] levels) => With(document, "levels", levels);

    private static JsonObject With(JsonObject document, string member, params string[] rows)
    {
        document["projection"]![member] = new JsonArray([.. rows.Select(row => JsonNode.Parse(row))]);
        return document;
    }

    private static void Same(string expected, JsonNode actual)
    {
        if (!JsonNode.DeepEquals(JsonNode.Parse(expected), actual))
        {
            Assert.Equal(JsonNode.Parse(expected)!.ToJsonString(), actual.ToJsonString());
        }
    }
}
