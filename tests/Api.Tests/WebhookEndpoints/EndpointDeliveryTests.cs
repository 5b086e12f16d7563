using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Npgsql;
using StatusLevels.Api.Tests.Accounts;
using StatusLevels.Api.Tests.Audit;
using StatusLevels.Testing;

namespace StatusLevels.Api.Tests.WebhookEndpoints;

/// <summary>What reaches an endpoint, and what its owner sees of it.</summary>
public sealed class EndpointDeliveryTests(SharedApi shared) : EndpointDelivery(shared)
{
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
        using var viewer = await Shared.Api.SignedInAsync(looking.Text("email"));
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

        await Shared.OrganizationWithAsync("A");
        await (await organization.GrantAsync("""{"level":"A"}""")).ShouldBeOkAsync();
        await (await organization.RevokeAsync("A", """{"reason":"enough"}""")).ShouldBeOkAsync();

        await Eventually.HoldsAsync(() => !receiver.Calls.IsEmpty);
        using var body = JsonDocument.Parse(Assert.Single(receiver.Calls).Body);
        Assert.Equal(("status.level.revoked", "2"), (body.RootElement.Text("type"), body.RootElement.Text("sequence")));
        Assert.False(body.RootElement.TryGetProperty("previoussequence", out var _));
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

        await using var change = await Shared.Api.Database.DataSource.OpenConnectionAsync(TestContext.Current.CancellationToken);
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
}
