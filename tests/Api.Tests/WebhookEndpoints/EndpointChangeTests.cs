using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using StatusLevels.Api.Tests.Delivery;
using StatusLevels.Testing;

namespace StatusLevels.Api.Tests.WebhookEndpoints;

/// <summary>What an owner does with an endpoint: tests, another secret, another address, a pause.</summary>
public sealed class EndpointChangeTests(SharedApi shared) : EndpointDelivery(shared)
{
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
}
