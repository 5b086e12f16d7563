using System.Text.Json.Nodes;
using StatusLevels.Api.Tests.Idempotency;

namespace StatusLevels.Api.Tests.Webhooks;

/// <summary>The same event again gets the first answer, to the letter, and changes nothing, for 90 days.</summary>
public sealed class KnownEventTests(SharedApi shared)
{
    private const string Webhook = "/api/webhooks/subscription-status-changed";

    private readonly Guid organization = Guid.NewGuid();
    private readonly string key = KeyedCalls.NewKey();
    private readonly HttpClient client = shared.Admin;

    [Fact]
    public async Task An_event_without_an_instant_that_comes_again_after_33_others_begins_no_second_grace()
    {
        await SayAsync("active", "e-0");
        var first = await SayAsync("past_due", "e-1");
        await SayAsync("active", "e-2");
        for (var number = 0; number < 33; number++)
        {
            await SayAsync("active", $"other-{number}");
        }

        var version = await VersionAsync();
        Assert.Equal(first, await SayAsync("past_due", "e-1"));
        Assert.Equal(version, await VersionAsync());
        Assert.Equal("active", (await client.StatusAsync(organization)).LevelOf("A")!.Value.Text("state"));

        // By the header alone it is the same event, and with the condition of then too.
        Assert.Equal(first, await TextAsync(await client.ReportAsync(Body("past_due", null), "e-1")));
        var body = Json.Content(Body("past_due", "e-1").ToJsonString());
        using var conditional = new HttpRequestMessage(HttpMethod.Post, Webhook) { Content = body };
        conditional.Headers.TryAddWithoutValidation("If-Match", "\"1\"");
        Assert.Equal(first, await TextAsync(await client.SendAsync(conditional)));
    }

    [Fact]
    public async Task An_event_that_was_stale_is_answered_the_same_when_the_status_is_another_one()
    {
        var now = TimeProvider.System.GetUtcNow();
        await TextAsync(await client.ReportAsync(new Said.Event("active", OccurredInDays: -1).Body(organization, now)));
        var late = new Said.Event("past_due", OccurredInDays: -2, EventId: "late").Body(organization, now);
        var first = await TextAsync(await client.ReportAsync(late));
        Assert.Contains("\"old_status\":\"active\"", first, StringComparison.Ordinal);
        Assert.Contains("ignored_stale", first, StringComparison.Ordinal);

        await SayAsync("past_due", "e-1");
        Assert.Equal(first, await TextAsync(await client.ReportAsync(late)));
    }

    [Fact]
    public async Task A_word_that_decides_nothing_is_answered_the_same_and_is_no_answer_to_a_change()
    {
        var first = await SayAsync("incomplete", "e-1");
        Assert.Contains("granted", await SayAsync("active", "e-2"), StringComparison.Ordinal);

        Assert.Equal(first, await SayAsync("incomplete", "e-1"));
        Assert.Contains("already_active", await SayAsync("active", "e-1"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_event_of_a_forgotten_organization_stays_ignored_when_it_begins_anew()
    {
        await SayAsync("active", "e-0");
        await (await client.DeleteAsync($"/api/admin/organizations/{organization}")).ShouldBeOkAsync();
        var first = await SayAsync("active", "e-0");
        Assert.Contains("ignored_forgotten", first, StringComparison.Ordinal);
        await (await client.GrantAsync(organization, "B")).ShouldBeOkAsync();

        Assert.Equal(first, await SayAsync("active", "e-0"));
        Assert.Null((await client.StatusAsync(organization)).LevelOf("A"));
    }

    [Fact]
    public async Task Six_deliveries_at_once_are_one()
    {
        await SayAsync("active", "e-0");

        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => SayAsync("past_due", "e-1")));

        Assert.Contains("grace_period_started", Assert.Single(answers.Distinct()), StringComparison.Ordinal);
        Assert.Equal(2, await VersionAsync());
    }

    [Fact]
    public async Task A_known_event_under_a_new_key_gets_its_first_answer_and_the_key_keeps_it()
    {
        var first = await SayAsync("active", "e-0");
        await SayAsync("past_due", "e-1");

        var seen = await client.ShouldRepeatAsync("POST", Webhook, Body("active", "e-0").ToJsonString(), key);

        Assert.Equal(first, seen.Body);
        Assert.Equal(2, await VersionAsync());
        // The key is another request's now, and the event that came under it stays unknown.
        using var reused = await client.KeyedAsync("POST", Webhook, Body("canceled", "e-2").ToJsonString(), key);
        await reused.ShouldBeProblemAsync(422, "idempotency_key_reused");
        Assert.Equal(2, await VersionAsync());
        Assert.Contains("already_in_grace", await SayAsync("canceled", "e-2"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_change_under_a_key_is_known_by_its_event_under_every_other_key_and_under_none()
    {
        var body = Body("active", "e-0").ToJsonString();
        var seen = await client.ShouldRepeatAsync("POST", Webhook, body, key);

        using var other = await client.KeyedAsync("POST", Webhook, body, KeyedCalls.NewKey());
        Assert.Equal((seen, false), (await other.SeenAsync(), other.IsReplayed()));
        Assert.Equal(seen.Body, await SayAsync("active", "e-0"));
        Assert.Equal(1, await VersionAsync());
    }

    private JsonObject Body(string status, string? eventId) => new Said.Event(status, EventId: eventId).Body(organization, default);

    private async Task<string> SayAsync(string status, string eventId) => await TextAsync(await client.ReportAsync(Body(status, eventId)));

    private async Task<long> VersionAsync() => (await client.StatusAsync(organization)).GetProperty("version").GetInt64();

    private static async Task<string> TextAsync(HttpResponseMessage answer)
    {
        using (answer)
        {
            var text = await answer.Content.ReadAsStringAsync();
            Assert.True(answer.IsSuccessStatusCode, $"{(int)answer.StatusCode}: {text}");
            return text;
        }
    }
}
