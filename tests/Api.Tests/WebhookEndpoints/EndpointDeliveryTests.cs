using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Npgsql;
using StatusLevels.Api.Tests.Accounts;
using StatusLevels.Api.Tests.Audit;
using StatusLevels.Api.Tests.Delivery;
using StatusLevels.Testing;

namespace StatusLevels.Api.Tests.WebhookEndpoints;

/// <summary>What reaches an endpoint, and what its owner sees of it and asks for.</summary>
public sealed class EndpointDeliveryTests(SharedApi shared)
{
    private readonly HttpClient admin = shared.Admin;

    private async Task<(TestReceiver Receiver, TestOrganization Organization, JsonElement Endpoint, string Address)> StartAsync(
        Func<HttpContext, Task>? answer = null)
    {
        var organization = shared.Organization();
        var receiver = await TestReceiver.StartAsync(answer);
        var endpoint = await admin.MakeEndpointAsync(EndpointCalls.Of(organization), $"{receiver.Url}");
        return (receiver, organization, endpoint, $"{EndpointCalls.Of(organization)}/{endpoint.Text("id")}");
    }

    private static bool IsSignedWith(ReceivedCall call, string secret)
    {
        byte[] signed = [.. Encoding.UTF8.GetBytes($"{call.Headers["webhook-id"]}.{call.Headers["webhook-timestamp"]}."), .. call.Body];
        var expected = $"v1,{Convert.ToBase64String(HMACSHA256.HashData(Convert.FromBase64String(secret[6..]), signed))}";
        return call.Headers["webhook-signature"].Split(' ').Contains(expected, StringComparer.Ordinal);
    }

    private async Task<JsonElement[]> DeliveriesAsync(string address, string query = "") =>
        [.. (await admin.ReadAsync($"{address}/deliveries{query}")).GetProperty("items").EnumerateArray()];

    [Fact]
    public async Task What_happens_reaches_the_endpoint_signed_and_its_owner_sees_that()
    {
        var (receiver, organization, endpoint, address) = await StartAsync();
        await using var _ = receiver;

        await (await organization.GrantAsync("""{"level":"B"}""")).ShouldBeOkAsync();

        await Eventually.HoldsAsync(() => receiver.Calls.Count == 1);
        var call = Assert.Single(receiver.Calls);
        Assert.True(IsSignedWith(call, endpoint.Text("secret")));
        using var body = JsonDocument.Parse(call.Body);
        var told = body.RootElement;
        Assert.Equal(
            ("status.level.granted", $"{organization.Id}", "1", endpoint.Text("id"), call.Headers["webhook-id"]),
            (told.Text("type"), told.Text("subject"), told.Text("sequence"), told.Text("recipient"), told.Text("id")));
        Assert.Equal("B", told.GetProperty("data").GetProperty("status").Text("current_level"));

        var delivery = await Eventually.SeesAsync(
            async () => Assert.Single(await DeliveriesAsync(address)), one => one.Text("status") == "delivered");
        Assert.Equal(
            (call.Headers["webhook-id"], 1, 204), (delivery.Text("event_id"), delivery.GetProperty("attempts").GetInt32(),
                delivery.GetProperty("last_status_code").GetInt32()));
        var detail = await admin.ReadAsync($"{address}/deliveries/{delivery.Text("id")}");
        Assert.Equal([.. delivery.Names(), "tries"], detail.Names());
        var made = Assert.Single(detail.GetProperty("tries").EnumerateArray());
        Assert.Equal(["at", "ms", "status_code", "error", "body"], made.Names());
        Assert.Equal(1, (await admin.ReadAsync(address)).GetProperty("last_24_hours").GetProperty("delivered").GetInt32());
    }

    [Fact]
    public async Task What_a_receiver_answered_is_for_whoever_may_change_its_endpoint()
    {
        var (receiver, organization, _, address) = await StartAsync(context => context.Response.WriteAsync("taken"));
        await using var __ = receiver;
        var looking = await admin.CreatedUserAsync(TestUsers.Body(TestUsers.NewEmail(), "platform_viewer"));
        using var viewer = await shared.Api.SignedInAsync(looking.Text("email"));
        await (await organization.GrantAsync("""{"level":"B"}""")).ShouldBeOkAsync();
        await Eventually.HoldsAsync(() => receiver.Calls.Count == 1);
        var delivery = await Eventually.SeesAsync(
            async () => Assert.Single(await DeliveriesAsync(address)), one => one.Text("status") == "delivered");

        var detail = $"{address}/deliveries/{delivery.Text("id")}";

        Assert.Equal("taken", (await admin.ReadAsync(detail)).GetProperty("tries")[0].Text("body"));
        Assert.Null((await viewer.ReadAsync(detail)).GetProperty("tries")[0].TextOrNull("body"));
    }

    [Fact]
    public async Task Only_the_chosen_types_of_the_own_organization_are_sent()
    {
        var (receiver, organization, _, address) = await StartAsync();
        await using var __ = receiver;
        await (await admin.SendAsync(HttpMethod.Patch, address, new() { ["event_types"] = new JsonArray("status.level.revoked") }))
            .ShouldBeOkAsync();

        await shared.OrganizationWithAsync("A");
        await (await organization.GrantAsync("""{"level":"A"}""")).ShouldBeOkAsync();
        await (await organization.RevokeAsync("A", """{"reason":"enough"}""")).ShouldBeOkAsync();

        await Eventually.HoldsAsync(() => !receiver.Calls.IsEmpty);
        using var body = JsonDocument.Parse(Assert.Single(receiver.Calls).Body);
        Assert.Equal(("status.level.revoked", "2"), (body.RootElement.Text("type"), body.RootElement.Text("sequence")));
        Assert.False(body.RootElement.TryGetProperty("previoussequence", out var _));
    }

    [Fact]
    public async Task A_test_says_what_came_back()
    {
        var (receiver, _, endpoint, address) = await StartAsync(async context =>
        {
            context.Response.StatusCode = StatusCodes.Status418ImATeapot;
            await context.Response.WriteAsync("short and <stout>");
        });
        await using var __ = receiver;

        var failed = await (await admin.AskAsync(HttpMethod.Post, $"{address}/test", null)).ShouldBeOkAsync();

        Assert.Equal(["delivered", "status_code", "error", "ms", "body"], failed.Names());
        Assert.Equal(
            (false, 418, "status", "short and <stout>"),
            (failed.GetProperty("delivered").GetBoolean(), failed.GetProperty("status_code").GetInt32(), failed.Text("error"),
                failed.Text("body")));
        var call = Assert.Single(receiver.Calls);
        Assert.True(IsSignedWith(call, endpoint.Text("secret")));
        using var body = JsonDocument.Parse(call.Body);
        Assert.Equal(("status.test", "0"), (body.RootElement.Text("type"), body.RootElement.Text("sequence")));
        Assert.Empty(await DeliveriesAsync(address));
        Assert.Equal("active", (await admin.ReadAsync(address)).Text("state"));
    }

    [Fact]
    public async Task Tests_are_limited_and_one_that_is_disabled_is_tested_too()
    {
        var (receiver, _, _, address) = await StartAsync();
        await using var __ = receiver;
        await (await admin.SendAsync(HttpMethod.Patch, address, new() { ["enabled"] = false })).ShouldBeOkAsync();

        for (var turn = 0; turn < 6; turn++)
        {
            Assert.True((await (await admin.AskAsync(HttpMethod.Post, $"{address}/test", null))
                .ShouldBeOkAsync()).GetProperty("delivered").GetBoolean());
        }

        using var refused = await admin.AskAsync(HttpMethod.Post, $"{address}/test", null);
        await refused.ShouldBeProblemAsync(429, "rate_limited");
        Assert.NotNull(refused.Headers.RetryAfter);
        Assert.Equal(6, receiver.Calls.Count);
    }

    [Fact]
    public async Task During_a_rotation_both_secrets_sign_and_with_no_overlap_the_new_one_alone()
    {
        var (receiver, _, endpoint, address) = await StartAsync();
        await using var __ = receiver;

        var rotated = await (await admin.AskAsync(HttpMethod.Post, $"{address}/secret/rotation", null)).ShouldBeOkAsync();
        await (await admin.AskAsync(HttpMethod.Post, $"{address}/test", null)).ShouldBeOkAsync();
        Assert.InRange(
            rotated.GetProperty("previous_expires_at").GetDateTimeOffset(), TimeProvider.System.GetUtcNow().AddHours(23),
            TimeProvider.System.GetUtcNow().AddHours(25));
        Assert.Equal(rotated.Text("previous_expires_at"), (await admin.ReadAsync(address)).Text("previous_expires_at"));
        var both = receiver.Calls.Last();
        Assert.True(IsSignedWith(both, endpoint.Text("secret")) && IsSignedWith(both, rotated.Text("secret")));

        var alone = await (await admin.SendAsync(HttpMethod.Post, $"{address}/secret/rotation", new() { ["overlap_hours"] = 0 }))
            .ShouldBeOkAsync();
        await (await admin.AskAsync(HttpMethod.Post, $"{address}/test", null)).ShouldBeOkAsync();
        Assert.Equal(JsonValueKind.Null, alone.GetProperty("previous_expires_at").ValueKind);
        var last = receiver.Calls.Last();
        Assert.True(IsSignedWith(last, alone.Text("secret")) && !IsSignedWith(last, rotated.Text("secret")));

        foreach (var hours in new JsonNode[] { -1, 169, "24" })
        {
            await (await admin.SendAsync(HttpMethod.Post, $"{address}/secret/rotation", new() { ["overlap_hours"] = hours.DeepClone() }))
                .ShouldBeProblemAsync(422, "validation_failed");
        }
    }

    [Fact]
    public async Task What_was_missed_while_it_was_disabled_is_sent_once_it_is_enabled()
    {
        var (receiver, organization, _, address) = await StartAsync();
        await using var __ = receiver;
        await (await admin.SendAsync(HttpMethod.Patch, address, new() { ["enabled"] = false })).ShouldBeOkAsync();
        await (await organization.GrantAsync("""{"level":"A"}""")).ShouldBeOkAsync();
        await NumberedAsync(organization);
        Assert.Empty(await DeliveriesAsync(address));

        var enabled = await (await admin.AskAsync(HttpMethod.Post, $"{address}/enable", null)).ShouldBeOkAsync();

        Assert.Equal(("active", 1), (enabled.Text("state"), enabled.GetProperty("queued").GetInt32()));
        await Eventually.HoldsAsync(() => receiver.Calls.Count == 2);
        var missed = receiver.Calls.Last();
        Assert.Equal(("true", $"{organization.Id}/1/1"), (missed.Headers["StatusLevels-Replay"], missed.Headers["webhook-id"]));
        Assert.Equal(
            0, (await (await admin.AskAsync(HttpMethod.Post, $"{address}/enable", null))
                .ShouldBeOkAsync()).GetProperty("queued").GetInt32());
    }

    [Fact]
    public async Task A_delivery_is_sent_again_with_the_same_id()
    {
        var (receiver, organization, _, address) = await StartAsync();
        await using var __ = receiver;
        await (await organization.GrantAsync("""{"level":"A"}""")).ShouldBeOkAsync();
        var first = await Eventually.SeesAsync(
            async () => (await DeliveriesAsync(address, "?status=delivered")).FirstOrDefault(),
            one => one.ValueKind == JsonValueKind.Object);

        using var answer = await admin.AskAsync(HttpMethod.Post, $"{address}/deliveries/{first.Text("id")}/resend", null);

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        var again = (await answer.ReadJsonAsync()).Text("id");
        Assert.NotEqual(first.Text("id"), again);
        await Eventually.HoldsAsync(() => receiver.Calls.Count == 2);
        Assert.Single(receiver.Calls.Select(call => call.Headers["webhook-id"]).Distinct());
        Assert.Single(receiver.Calls.Select(call => Convert.ToHexString(call.Body)).Distinct());
        Assert.Equal("true", receiver.Calls.Last().Headers["StatusLevels-Replay"]);
        await (await admin.AskAsync(HttpMethod.Post, $"{address}/deliveries/{Guid.NewGuid()}/resend", null))
            .ShouldBeProblemAsync(404, "not_found");
    }

    [Fact]
    public async Task A_span_of_time_is_sent_again_by_type()
    {
        var (receiver, organization, _, address) = await StartAsync();
        await using var __ = receiver;
        var since = Text(TimeProvider.System.GetUtcNow().AddMinutes(-1));
        await (await organization.GrantAsync("""{"level":"A"}""")).ShouldBeOkAsync();
        await (await organization.RevokeAsync("A", """{"reason":"enough"}""")).ShouldBeOkAsync();
        await Eventually.HoldsAsync(() => receiver.Calls.Count == 2);

        using var answer = await admin.SendAsync(
            HttpMethod.Post, $"{address}/replay", new() { ["since"] = since, ["event_types"] = new JsonArray("status.level.revoked") });

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        Assert.Equal(1, (await answer.ReadJsonAsync()).GetProperty("queued").GetInt32());
        await Eventually.HoldsAsync(() => receiver.Calls.Count == 3);
        using var body = JsonDocument.Parse(receiver.Calls.Last().Body);
        Assert.Equal(("status.level.revoked", "1"), (body.RootElement.Text("type"), body.RootElement.Text("previoussequence")));
    }

    [Fact]
    public async Task A_span_that_is_none_is_refused()
    {
        var routes = EndpointCalls.Of(shared.Organization());
        var replay = $"{routes}/{(await admin.MakeEndpointAsync(routes, EndpointCalls.Nowhere)).Text("id")}/replay";
        var now = TimeProvider.System.GetUtcNow();

        foreach (var (body, field) in new (JsonObject, string)[]
        {
            ([], "since"),
            (new() { ["since"] = "yesterday" }, "since"),
            (new() { ["since"] = Text(now.AddHours(1)) }, "since"),
            (new() { ["since"] = Text(now.AddHours(-1)), ["until"] = Text(now.AddHours(-2)) }, "until"),
            (new() { ["since"] = Text(now.AddHours(-1)), ["event_types"] = new JsonArray("status.nothing") }, "event_types[0]"),
        })
        {
            Assert.Equal([field], (await (await admin.SendAsync(HttpMethod.Post, replay, body))
                .ShouldBeProblemAsync(422, "validation_failed")).Fields());
        }

        await (await admin.SendAsync(HttpMethod.Post, replay, new() { ["since"] = Text(now.AddDays(-91)) }))
            .ShouldBeProblemAsync(410, "gone");
        Assert.Equal(
            0, (await (await admin.SendAsync(HttpMethod.Post, replay, new() { ["since"] = Text(now.AddDays(-89)) })).ReadJsonAsync())
                .GetProperty("queued").GetInt32());
    }

    [Fact]
    public async Task Deliveries_are_paged_and_filtered_and_cursors_of_others_refused()
    {
        var (receiver, organization, _, address) = await StartAsync();
        await using var __ = receiver;
        await (await organization.GrantAsync("""{"level":"A"}""")).ShouldBeOkAsync();
        await (await organization.GrantAsync("""{"level":"B"}""")).ShouldBeOkAsync();
        await (await organization.RevokeAsync("B", """{"reason":"enough"}""")).ShouldBeOkAsync();
        await Eventually.HoldsAsync(async () => (await DeliveriesAsync(address, "?status=delivered")).Length == 3);

        var seen = new List<string>();
        for (string? next = "?limit=2"; next is not null;)
        {
            var page = await admin.ReadAsync($"{address}/deliveries{next}");
            seen.AddRange(page.GetProperty("items").EnumerateArray().Select(one => one.Text("event_id")));
            next = page.TextOrNull("next_cursor") is { } cursor ? $"?limit=2&cursor={cursor}" : null;
        }

        Assert.Equal([3, 2, 1], seen.Select(id => int.Parse(id.Split('/')[2], CultureInfo.InvariantCulture)));
        Assert.Single(await DeliveriesAsync(address, "?type=status.level.revoked"));
        Assert.Empty(await DeliveriesAsync(address, "?status=failed"));
        await (await admin.GetAsync($"{address}/deliveries?status=lost")).ShouldBeProblemAsync(422, "validation_failed");
        await (await admin.GetAsync($"{address}/deliveries?cursor=seven")).ShouldBeProblemAsync(422, "validation_failed");
        await (await admin.GetAsync($"{address}/deliveries?cursor={Guid.NewGuid():n}")).ShouldBeProblemAsync(422, "validation_failed");
    }

    [Fact]
    public async Task A_new_address_is_healthy_and_gets_what_waits_at_once()
    {
        var (dead, organization, _, address) = await StartAsync(context =>
        {
            context.Response.StatusCode = StatusCodes.Status500InternalServerError;
            return Task.CompletedTask;
        });
        await using var __ = dead;
        await (await organization.GrantAsync("""{"level":"A"}""")).ShouldBeOkAsync();
        await Eventually.HoldsAsync(async () => (await admin.ReadAsync(address)).Text("state") == "failing");
        await using var living = await TestReceiver.StartAsync();

        var moved = await (await admin.SendAsync(HttpMethod.Patch, address, new() { ["url"] = $"{living.Url}" })).ShouldBeOkAsync();

        Assert.Equal(("active", JsonValueKind.Null), (moved.Text("state"), moved.GetProperty("failing_since").ValueKind));
        await Eventually.HoldsAsync(() => living.Calls.Count == 1);
    }

    [Fact]
    public async Task Disabling_cancels_what_waits_and_enabling_sends_it()
    {
        var (dead, organization, _, address) = await StartAsync(context =>
        {
            context.Response.StatusCode = StatusCodes.Status500InternalServerError;
            return Task.CompletedTask;
        });
        await using var __ = dead;
        await (await organization.GrantAsync("""{"level":"A"}""")).ShouldBeOkAsync();
        await Eventually.HoldsAsync(async () => (await DeliveriesAsync(address, "?status=pending")).Length == 1);

        await (await admin.SendAsync(HttpMethod.Patch, address, new() { ["enabled"] = false })).ShouldBeOkAsync();

        var cancelled = Assert.Single(await DeliveriesAsync(address));
        Assert.Equal(("cancelled", "endpoint_disabled"), (cancelled.Text("status"), cancelled.Text("last_error")));

        // It is not lost: whoever enables the endpoint gets it after all.
        dead.Answer = context =>
        {
            context.Response.StatusCode = StatusCodes.Status200OK;
            return Task.CompletedTask;
        };
        var enabled = await (await admin.AskAsync(HttpMethod.Post, $"{address}/enable", null)).ShouldBeOkAsync();
        Assert.Equal(1, enabled.GetProperty("queued").GetInt32());
        await Eventually.HoldsAsync(async () => (await DeliveriesAsync(address, "?status=delivered")).Length == 1);
    }

    [Theory]
    [InlineData(StatusCodes.Status500InternalServerError)]
    [InlineData(StatusCodes.Status200OK)]
    public async Task What_came_of_a_try_waits_for_whoever_changes_the_endpoint_and_holds_nothing_meanwhile(int status)
    {
        var (called, mayAnswer) = (new TaskCompletionSource(), new TaskCompletionSource());
        var (receiver, organization, endpoint, _) = await StartAsync(async context =>
        {
            called.TrySetResult();
            await mayAnswer.Task;
            context.Response.StatusCode = status;
        });
        await using var __ = receiver;
        await (await organization.GrantAsync("""{"level":"A"}""")).ShouldBeOkAsync();
        await called.Task.WaitAsync(Eventually.Patience, TestContext.Current.CancellationToken);
        var id = Guid.Parse(endpoint.Text("id"));

        await using var change = await shared.Api.Database.DataSource.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await using (var transaction = await change.BeginTransactionAsync(TestContext.Current.CancellationToken))
        {
            await AskAsync("select count(*) from (select from webhook_endpoints where id = $1 for update) as held");
            mayAnswer.SetResult();
            await Eventually.HoldsAsync(async () => await AskAsync(
                "select count(*) from pg_stat_activity where wait_event_type = 'Lock' and pg_backend_pid() = any (pg_blocking_pids(pid)) and $1 is not null") > 0);

            Assert.Equal(1, await AskAsync(
                "select count(*) from (select from deliveries where endpoint_id = $1 for update skip locked) as free"));
        }

        async Task<long> AskAsync(string sql)
        {
            await using var command = new NpgsqlCommand(sql, change) { Parameters = { new() { Value = id } } };
            return (long)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
        }
    }

    private async Task NumberedAsync(TestOrganization organization) => await Eventually.HoldsAsync(
        async () => await organization.ScalarAsync("select count(*) from outbox where organization_id = $1 and position is null") is 0L);

    private static string Text(DateTimeOffset instant) => instant.ToString("O", CultureInfo.InvariantCulture);
}
