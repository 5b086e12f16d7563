using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using StatusLevels.Testing;

namespace StatusLevels.Api.Tests.WebhookEndpoints;

/// <summary>What is sent again because somebody asks for it.</summary>
public sealed class EndpointReplayTests(SharedApi shared) : EndpointDelivery(shared)
{
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
        var routes = EndpointCalls.Of(Shared.Organization());
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

    private static string Text(DateTimeOffset instant) => instant.ToString("O", CultureInfo.InvariantCulture);
}
