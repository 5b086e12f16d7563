using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using StatusLevels.Api.WebhookEndpoints;
using StatusLevels.Testing;

namespace StatusLevels.Api.Tests.WebhookEndpoints;

/// <summary>The feed: everything, once, in one order that nothing is inserted into.</summary>
public sealed class FeedTests(SharedApi shared)
{
    private const string Feed = "/api/admin/events";

    private readonly HttpClient admin = shared.Admin;

    private async Task<string> NowAsync() => (await admin.ReadAsync($"{Feed}?after=latest")).Text("next_cursor");

    /// <summary>All events of the organization after a cursor, when there are as many.</summary>
    private async Task<JsonElement[]> EventsAsync(TestOrganization organization, string after, int count)
    {
        var seen = new List<JsonElement>();
        while (seen.Count < count)
        {
            var page = await admin.ReadAsync($"{Feed}?organization_id={organization.Id}&after={after}&wait=5");
            seen.AddRange(page.GetProperty("items").EnumerateArray());
            after = page.Text("next_cursor");
        }

        return [.. seen];
    }

    [Fact]
    public async Task What_happens_is_told_in_order_as_endpoints_are_told_it()
    {
        var (organization, start) = (shared.Organization(), await NowAsync());
        await (await organization.GrantAsync("""{"level":"A"}""")).ShouldBeOkAsync();
        await (await organization.GrantAsync("""{"level":"B"}""")).ShouldBeOkAsync();
        await (await organization.RevokeAsync("B", """{"reason":"enough"}""")).ShouldBeOkAsync();

        var events = await EventsAsync(organization, start, 3);

        Assert.Equal(
            [("status.level.granted", "1"), ("status.level.granted", "2"), ("status.level.revoked", "3")],
            events.Select(one => (one.Text("type"), one.Text("sequence"))));
        Assert.Equal(
            ["specversion", "id", "source", "type", "subject", "time", "sequence", "epoch", "datacontenttype", "data"], events[0].Names());
        Assert.Equal(
            ("1.0", $"{organization.Id}/1/3", "urn:statuslevels", $"{organization.Id}", "1", "A"),
            (events[2].Text("specversion"), events[2].Text("id"), events[2].Text("source"), events[2].Text("subject"),
                events[2].Text("epoch"),
                events[2].GetProperty("data").GetProperty("status").Text("current_level")));
    }

    [Fact]
    public async Task Types_narrow_and_pages_lead_through_all_of_it()
    {
        var (organization, start) = (shared.Organization(), await NowAsync());
        await (await organization.GrantAsync("""{"level":"A"}""")).ShouldBeOkAsync();
        await (await organization.RevokeAsync("A", """{"reason":"enough"}""")).ShouldBeOkAsync();
        await EventsAsync(organization, start, 2);

        var revoked = await admin.ReadAsync($"{Feed}?organization_id={organization.Id}&after={start}&types=status.level.revoked,status.level.expired");
        Assert.Equal("status.level.revoked", Assert.Single(revoked.GetProperty("items").EnumerateArray()).Text("type"));

        var (seen, after) = (new List<string>(), start);
        for (JsonElement page; seen.Count < 2; after = page.Text("next_cursor"))
        {
            page = await admin.ReadAsync($"{Feed}?limit=1&after={after}");
            var items = page.GetProperty("items").EnumerateArray().ToArray();
            Assert.True(items.Length == 1, "The page ends before all was seen.");
            seen.AddRange(items.Where(one => one.Text("subject") == $"{organization.Id}").Select(one => one.Text("sequence")));
        }

        Assert.Equal(["1", "2"], seen);
    }

    [Fact]
    public async Task Whoever_waits_is_answered_when_something_happens()
    {
        var (organization, start) = (shared.Organization(), await NowAsync());
        var asked = admin.ReadAsync($"{Feed}?organization_id={organization.Id}&after={start}&wait=30");

        await (await organization.GrantAsync("""{"level":"A"}""")).ShouldBeOkAsync();

        Assert.Equal(
            $"{organization.Id}/1/1",
            Assert.Single((await asked.WaitAsync(TimeSpan.FromSeconds(20))).GetProperty("items").EnumerateArray()).Text("id"));
    }

    [Fact]
    public async Task Nothing_yet_is_an_empty_page_with_a_cursor()
    {
        var page = await admin.ReadAsync($"{Feed}?organization_id={Guid.NewGuid()}&after={await NowAsync()}&wait=1");

        Assert.Equal(0, page.GetProperty("items").GetArrayLength());
        Assert.NotEmpty(page.Text("next_cursor"));
    }

    [Fact]
    public async Task A_caller_has_two_questions_that_wait_and_the_third_is_told_to_come_back()
    {
        var service = await shared.ServiceAsync("events:read");
        var start = await NowAsync();
        var address = $"{Feed}?organization_id={Guid.NewGuid()}&after={start}&wait=3";

        var answers = await Task.WhenAll(service.GetAsync(address), service.GetAsync(address), service.GetAsync(address));

        Assert.Equal(2, answers.Count(answer => answer.StatusCode == HttpStatusCode.OK));
        await answers.Single(answer => answer.StatusCode != HttpStatusCode.OK).ShouldBeProblemAsync(503, "overloaded");
    }

    [Theory]
    [InlineData("after=seven", "after")]
    [InlineData("after=AAAA", "after")]
    [InlineData("types=status.nothing", "types")]
    [InlineData("types=status.test", "types")]
    [InlineData("types=status.level.granted,", "types")]
    [InlineData("organization_id=seven", "organization_id")]
    [InlineData("limit=0", "limit")]
    [InlineData("wait=31", "wait")]
    [InlineData("wait=-1", "wait")]
    public async Task Bad_input_names_the_parameter(string query, string parameter) => Assert.Equal(
        [parameter], (await (await admin.GetAsync($"{Feed}?{query}")).ShouldBeProblemAsync(422, "validation_failed")).Fields());

    [Fact]
    public async Task A_cursor_of_another_feed_or_too_old_a_one_has_expired()
    {
        var known = FeedCursor.Read(await NowAsync())!;
        foreach (var wrong in new[]
        {
            known with { Feed = Guid.NewGuid() }, known with { At = known.At.AddDays(-91) },
            known with { Position = known.Position + 1_000_000 },
        })
        {
            await (await admin.GetAsync($"{Feed}?after={wrong}")).ShouldBeProblemAsync(410, "cursor_expired");
        }

        await admin.ReadAsync($"{Feed}?after={known with { At = known.At.AddDays(-89) }}");
    }

    [Fact]
    public async Task A_node_that_stops_answers_whoever_waits()
    {
        await using var api = await TestApi.StartAsync();
        var client = await api.SignedInAsync();
        var start = (await client.ReadAsync($"{Feed}?after=latest")).Text("next_cursor");
        var waiting = client.GetAsync($"{Feed}?after={start}&wait=30");
        await Eventually.HoldsAsync(() => api.Services.GetRequiredService<FeedWaits>().Waiting == 1);

        api.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();

        using var answer = await waiting.WaitAsync(TimeSpan.FromSeconds(15), TestContext.Current.CancellationToken);
        Assert.Equal(0, (await answer.ShouldBeOkAsync()).GetProperty("items").GetArrayLength());
    }

    [Fact]
    public async Task A_database_that_is_held_tells_nobody_anything()
    {
        await using var api = await TestApi.StartAsync();
        var client = await api.SignedInAsync();
        var start = (await client.ReadAsync($"{Feed}?after=latest")).Text("next_cursor");
        var waiting = client.GetAsync($"{Feed}?after={start}&wait=30");
        await using (var hold = api.Database.DataSource.CreateCommand("update delivery_state set held_at = now(), held_because = 'a test'"))
        {
            await hold.ExecuteNonQueryAsync();
        }

        await (await waiting).ShouldBeProblemAsync(503, "delivery_held");
        using var held = await client.GetAsync(Feed);
        await held.ShouldBeProblemAsync(503, "delivery_held");
        Assert.NotNull(held.Headers.RetryAfter);
    }
}
