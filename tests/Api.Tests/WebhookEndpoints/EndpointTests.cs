using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using StatusLevels.Api.Tests.Audit;
using StatusLevels.Api.Tests.Idempotency;

namespace StatusLevels.Api.Tests.WebhookEndpoints;

/// <summary>Endpoints: who makes, sees and changes which, and what is refused.</summary>
public sealed class EndpointTests(SharedApi shared)
{
    private readonly HttpClient admin = shared.Admin;

    private static JsonObject Body(string url = EndpointCalls.Nowhere) => new() { ["url"] = url };

    [Fact]
    public async Task An_endpoint_is_made_with_a_secret_that_is_shown_once()
    {
        var organization = shared.Organization();
        using var answer = await admin.SendAsync(HttpMethod.Post, EndpointCalls.Of(organization), new()
        {
            ["url"] = $"{EndpointCalls.Nowhere}?key=hidden",
            ["description"] = "Зеркало 🪞",
            ["event_types"] = new JsonArray("status.level.granted", "status.level.revoked"),
            ["content_type"] = "application/cloudevents+json",
            ["max_in_flight"] = 2,
        });

        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        Assert.True(answer.Headers.CacheControl!.NoStore);
        var made = await answer.ReadJsonAsync();
        Assert.Equal(
            ["id", "organization_id", "owned_by", "url", "description", "event_types", "content_type", "max_in_flight", "state",
                "disabled_reason", "disabled_at", "failing_since", "disables_at", "previous_expires_at", "created_at", "updated_at",
                "version", "last_24_hours", "secret"],
            made.Names());
        var secret = made.Text("secret");
        Assert.StartsWith("whsec_", secret, StringComparison.Ordinal);
        Assert.Equal(32, Convert.FromBase64String(secret[6..]).Length);

        var read = await admin.ReadAsync(answer.Headers.Location!.OriginalString);
        Assert.Equal(made.Names()[..^1], read.Names());
        Assert.Equal(
            ($"{organization.Id}", "organization", $"{EndpointCalls.Nowhere}?key=hidden", "Зеркало 🪞", "active", 1),
            (read.Text("organization_id"), read.Text("owned_by"), read.Text("url"), read.Text("description"), read.Text("state"),
                read.GetProperty("version").GetInt32()));

        var listed = Assert.Single((await admin.ReadAsync(EndpointCalls.Of(organization))).GetProperty("items").EnumerateArray());
        Assert.Equal($"{EndpointCalls.Nowhere}?…", listed.Text("url"));
        var audited = Assert.Single(await admin.AuditOfAsync("webhook_endpoint", made.Text("id")));
        var rows = await EveryTable.RowsWithAsync(shared.Api.Database.DataSource, [secret[6..], secret]);
        Assert.Empty(rows);
        Assert.DoesNotContain("hidden", audited.GetRawText(), StringComparison.Ordinal);
        Assert.DoesNotContain(shared.Api.Log.Lines, line => line.Text.Contains(secret[6..], StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_answer_with_a_secret_is_not_given_twice()
    {
        var (routes, key) = (EndpointCalls.Of(shared.Organization()), KeyedCalls.NewKey());
        using var made = await admin.KeyedAsync("POST", routes, Body().ToJsonString(), key);
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);

        await (await admin.KeyedAsync("POST", routes, Body().ToJsonString(), key)).ShouldBeProblemAsync(409, "idempotency_not_replayable");

        Assert.Equal(1, (await admin.ReadAsync(routes)).GetProperty("items").GetArrayLength());
    }

    public static TheoryData<string, string, string> BadInput => new()
    {
        { "url", "null", "url" },
        { "url", "7", "url" },
        { "url", "\"\"", "url" },
        { "url", "\"no address\"", "url" },
        { "url", "\"ftp://hooks.example.invalid/\"", "url" },
        { "url", "\"http://hooks.example.invalid/\"", "url" },
        { "url", "\"https://10.0.0.1/\"", "url" },
        { "url", "\"https://user:password@hooks.example.invalid/\"", "url" },
        { "url", "\"https://hooks.example.invalid/#part\"", "url" },
        { "url", $"\"https://hooks.example.invalid/{new string('a', 2000)}\"", "url" },
        { "description", $"\"{new string('d', 501)}\"", "description" },
        { "event_types", "[]", "event_types" },
        { "event_types", "[\"status.level.granted\",\"status.everything\"]", "event_types[1]" },
        { "event_types", "[\"status.test\"]", "event_types[0]" },
        { "event_types", "[\"*\"]", "event_types[0]" },
        { "event_types", "[null]", "event_types[0]" },
        { "event_types", "[\"status.level.granted\",\"status.level.granted\"]", "event_types[1]" },
        { "event_types", "\"status.level.granted\"", "event_types" },
        { "organization_id", "\"seven\"", "organization_id" },
        { "organization_id", "\"0b9f6c1e-6c0e-4c8e-9d43-5f0a2f7c1a11\"", "organization_id" },
        { "content_type", "\"text/plain\"", "content_type" },
        { "max_in_flight", "0", "max_in_flight" },
        { "max_in_flight", "33", "max_in_flight" },
        { "max_in_flight", "1.5", "max_in_flight" },
    };

    [Theory]
    [MemberData(nameof(BadInput))]
    public async Task Bad_input_names_the_field_and_makes_nothing(string member, string value, string field)
    {
        var routes = EndpointCalls.Of(shared.Organization());
        var body = Body();
        body[member] = JsonNode.Parse(value);

        Assert.Equal([field], (await (await admin.SendAsync(HttpMethod.Post, routes, body))
            .ShouldBeProblemAsync(422, "validation_failed")).Fields());

        Assert.Equal(0, (await admin.ReadAsync(routes)).GetProperty("items").GetArrayLength());
    }

    [Fact]
    public async Task An_organization_has_at_most_five_however_many_ask_at_once()
    {
        var routes = EndpointCalls.Of(shared.Organization());

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => admin.SendAsync(HttpMethod.Post, routes, Body())));

        Assert.Equal(5, answers.Count(answer => answer.StatusCode == HttpStatusCode.Created));
        foreach (var refused in answers.Where(answer => answer.StatusCode != HttpStatusCode.Created))
        {
            await refused.ShouldBeProblemAsync(409, "too_many");
        }

        var first = (await admin.ReadAsync(routes)).GetProperty("items")[0].Text("id");
        Assert.Equal(HttpStatusCode.NoContent, (await admin.DeleteAsync($"{routes}/{first}")).StatusCode);
        await admin.MakeEndpointAsync(routes, EndpointCalls.Nowhere);
    }

    [Fact]
    public async Task Ids_of_others_are_404_on_every_route()
    {
        var (mine, theirs) = (shared.Organization(), shared.Organization());
        var made = (await admin.MakeEndpointAsync(EndpointCalls.Of(theirs), EndpointCalls.Nowhere)).Text("id");
        foreach (var routes in new[] { EndpointCalls.Of(mine), EndpointCalls.Platform })
        {
            var one = $"{routes}/{made}";
            await (await admin.GetAsync(one)).ShouldBeProblemAsync(404, "not_found");
            await (await admin.SendAsync(HttpMethod.Patch, one, new() { ["max_in_flight"] = 1 })).ShouldBeProblemAsync(404, "not_found");
            await (await admin.DeleteAsync(one)).ShouldBeProblemAsync(404, "not_found");
            await (await admin.GetAsync($"{one}/deliveries")).ShouldBeProblemAsync(404, "not_found");
            foreach (var action in new[] { "secret/rotation", "enable", "test", $"deliveries/{Guid.NewGuid()}/resend" })
            {
                await (await admin.AskAsync(HttpMethod.Post, $"{one}/{action}", null)).ShouldBeProblemAsync(404, "not_found");
            }

            await (await admin.SendAsync(HttpMethod.Post, $"{one}/replay", new() { ["since"] = Now() }))
                .ShouldBeProblemAsync(404, "not_found");
        }
    }

    [Fact]
    public async Task What_the_platform_keeps_for_an_organization_is_seen_there_and_not_changed()
    {
        var organization = shared.Organization();
        var made = await admin.MakeEndpointAsync(
            EndpointCalls.Platform, $"{EndpointCalls.Nowhere}?key=hidden", ("organization_id", $"{organization.Id}"));
        var owner = await shared.MemberAsync(organization, "owner");
        var one = $"{EndpointCalls.Of(organization)}/{made.Text("id")}";

        var seen = await owner.ReadAsync(one);
        Assert.Equal(("platform", $"{EndpointCalls.Nowhere}?…"), (seen.Text("owned_by"), seen.Text("url")));
        Assert.Equal(made.Text("id"), (await owner.ReadAsync(EndpointCalls.Of(organization))).GetProperty("items")[0].Text("id"));
        Assert.Equal(0, (await owner.ReadAsync($"{one}/deliveries")).GetProperty("items").GetArrayLength());
        await (await owner.SendAsync(HttpMethod.Patch, one, new() { ["url"] = EndpointCalls.Nowhere }))
            .ShouldBeProblemAsync(403, "forbidden");
        await (await owner.DeleteAsync(one)).ShouldBeProblemAsync(403, "forbidden");
        foreach (var action in new[] { "secret/rotation", "enable", "test" })
        {
            await (await owner.AskAsync(HttpMethod.Post, $"{one}/{action}", null)).ShouldBeProblemAsync(403, "forbidden");
        }

        Assert.Equal(HttpStatusCode.NoContent, (await admin.DeleteAsync($"{EndpointCalls.Platform}/{made.Text("id")}")).StatusCode);
    }

    [Fact]
    public async Task A_change_is_made_on_the_condition_of_the_version()
    {
        var routes = EndpointCalls.Of(shared.Organization());
        var one = $"{routes}/{(await admin.MakeEndpointAsync(routes, EndpointCalls.Nowhere, ("description", "first"))).Text("id")}";
        using var read = await admin.GetAsync(one);
        Assert.Equal("\"1\"", read.Tag());

        using var changed = await admin.AskAsync(HttpMethod.Patch, one, """{"description":"second"}""", ("If-Match", read.Tag()));
        Assert.Equal(("second", "\"2\""), ((await changed.ShouldBeOkAsync()).Text("description"), changed.Tag()));
        await (await admin.AskAsync(HttpMethod.Patch, one, """{"description":"third"}""", ("If-Match", read.Tag())))
            .ShouldBeProblemAsync(412, "version_mismatch");
        await (await admin.AskAsync(HttpMethod.Delete, one, null, ("If-Match", read.Tag()))).ShouldBeProblemAsync(412, "version_mismatch");
        await (await admin.AskAsync(HttpMethod.Patch, one, "{}", ("If-Match", "seven"))).ShouldBeProblemAsync(422, "validation_failed");

        Assert.Equal("second", (await admin.ReadAsync(one)).Text("description"));
    }

    [Fact]
    public async Task What_is_left_out_stays_and_null_takes_away()
    {
        var routes = EndpointCalls.Of(shared.Organization());
        var made = await admin.MakeEndpointAsync(
            routes, EndpointCalls.Nowhere, ("description", "kept"), ("event_types", new JsonArray("status.level.granted")),
            ("max_in_flight", 3));
        var one = $"{routes}/{made.Text("id")}";

        var moved = await (await admin.SendAsync(HttpMethod.Patch, one, new() { ["content_type"] = "application/cloudevents+json" }))
            .ShouldBeOkAsync();
        Assert.Equal(
            ("kept", 3, 1),
            (moved.Text("description"), moved.GetProperty("max_in_flight").GetInt32(), moved.GetProperty("event_types").GetArrayLength()));
        var emptied = await (await admin.SendAsync(HttpMethod.Patch, one, new() { ["description"] = null, ["event_types"] = null }))
            .ShouldBeOkAsync();
        Assert.Equal(
            (JsonValueKind.Null, JsonValueKind.Null, "application/cloudevents+json"),
            (emptied.GetProperty("description").ValueKind, emptied.GetProperty("event_types").ValueKind, emptied.Text("content_type")));

        foreach (var (member, value) in new (string, JsonNode?)[]
        {
            ("url", "https://10.0.0.1/"), ("event_types", new JsonArray("status.nothing")), ("max_in_flight", 0),
            ("content_type", "text/html"),
        })
        {
            await (await admin.SendAsync(HttpMethod.Patch, one, new() { [member] = value })).ShouldBeProblemAsync(422, "validation_failed");
        }

        Assert.Equal(
            ["webhook_endpoint.created", "webhook_endpoint.updated", "webhook_endpoint.updated"],
            await admin.ActionsOnAsync("webhook_endpoint", made.Text("id")));
    }

    [Fact]
    public async Task One_that_its_owner_disables_says_so_and_is_enabled_by_a_route_of_its_own()
    {
        var routes = EndpointCalls.Of(shared.Organization());
        var one = $"{routes}/{(await admin.MakeEndpointAsync(routes, EndpointCalls.Nowhere)).Text("id")}";

        var disabled = await (await admin.SendAsync(HttpMethod.Patch, one, new() { ["enabled"] = false })).ShouldBeOkAsync();

        Assert.Equal(("disabled", "by_owner"), (disabled.Text("state"), disabled.Text("disabled_reason")));
        await (await admin.SendAsync(HttpMethod.Patch, one, new() { ["enabled"] = true })).ShouldBeProblemAsync(409, "endpoint_disabled");
        await (await admin.SendAsync(HttpMethod.Post, $"{one}/replay", new() { ["since"] = Now() }))
            .ShouldBeProblemAsync(409, "endpoint_disabled");
        await (await admin.AskAsync(HttpMethod.Post, $"{one}/enable", null)).ShouldBeProblemAsync(409, "endpoint_test_failed");
        Assert.Equal("disabled", (await admin.ReadAsync(one)).Text("state"));
    }

    [Fact]
    public async Task Forgetting_an_organization_removes_its_endpoints_and_what_the_audit_tells_of_them()
    {
        var organization = await shared.OrganizationWithAsync("A");
        var own = await admin.MakeEndpointAsync(EndpointCalls.Of(organization), "https://theirs.example.invalid/a-trace-of-them");
        var bound = await admin.MakeEndpointAsync(
            EndpointCalls.Platform, "https://theirs.example.invalid/a-trace-of-them", ("organization_id", $"{organization.Id}"));

        await (await admin.DeleteAsync($"/api/admin/organizations/{organization.Id}")).ShouldBeOkAsync();

        await (await admin.GetAsync($"{EndpointCalls.Platform}/{bound.Text("id")}")).ShouldBeProblemAsync(404, "not_found");
        Assert.Equal(0, (await admin.ReadAsync(EndpointCalls.Of(organization))).GetProperty("items").GetArrayLength());
        Assert.Empty(await EveryTable.RowsWithAsync(shared.Api.Database.DataSource, ["a-trace-of-them"]));
        Assert.Equal(["webhook_endpoint.created"], await admin.ActionsOnAsync("webhook_endpoint", own.Text("id")));
    }

    private static string Now() => TimeProvider.System.GetUtcNow().ToString("O", System.Globalization.CultureInfo.InvariantCulture);
}
