using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;

namespace StatusLevels.Api.Tests.UpgradeRequests;

/// <summary>Requests in lists: those of an organization, and the queue of all.</summary>
public sealed class UpgradeRequestListTests(SharedApi shared) : UpgradeRequestCalls(shared)
{
    [Fact]
    public async Task The_list_is_newest_first_and_pages_lead_to_its_end()
    {
        var made = new List<string>();
        for (var turn = 0; turn < 5; turn++)
        {
            made.Add(await RequestAsync("B"));
            await (await CancelAsync(made[^1])).ShouldBeOkAsync();
        }

        var seen = new List<string>();
        string? cursor = null;
        do
        {
            using var answer = await client.GetAsync($"{Requests}?limit=2{(cursor is null ? "" : $"&cursor={cursor}")}");
            var page = await answer.ShouldBeOkAsync();
            seen.AddRange(page.GetProperty("items").EnumerateArray().Select(item => item.Text("id")));
            cursor = page.GetProperty("next_cursor").GetString();
            Assert.Equal(cursor is not null, answer.Headers.TryGetValues("Link", out var links));
            Assert.Equal(cursor is null ? null : $"<{Requests}?limit=2&cursor={cursor}>; rel=\"next\"", links?.Single());
        }
        while (cursor is not null);
        Assert.Equal(Enumerable.Reverse(made), seen);
    }

    [Theory]
    [InlineData("limit=0", "limit")]
    [InlineData("limit=two", "limit")]
    [InlineData("cursor=here", "cursor")]
    [InlineData("cursor=________________________________", "cursor")]
    public async Task A_page_that_cannot_be_is_422(string query, string field) =>
        Assert.Equal(
            [field], (await (await client.GetAsync($"{Requests}?{query}")).ShouldBeProblemAsync(422, "validation_failed")).Fields());

    [Fact]
    public async Task An_organization_that_was_never_touched_has_an_empty_list() => Assert.Empty(await ListAsync());

    [Fact]
    public async Task The_queue_is_oldest_first_and_says_how_old()
    {
        var older = await RequestAsync("B");
        var younger = (await (await client.SendAsync(
            HttpMethod.Post, $"/api/organizations/{Guid.NewGuid()}/status-upgrade-request", Body("B"))).ShouldBeOkAsync()).Text("id");

        var queue = await QueueAsync("pending");
        var ids = queue.ConvertAll(item => item.Text("id"));
        Assert.InRange(ids.IndexOf(older), 0, ids.IndexOf(younger) - 1);
        Assert.All(queue, item => Assert.Equal(("pending", 0), (item.Text("status"), item.GetProperty("age_days").GetInt32())));
        Assert.All(queue, item => Assert.InRange(item.GetProperty("age_seconds").GetInt64(), 0, 3600));

        await (await CancelAsync(older)).ShouldBeOkAsync();
        Assert.DoesNotContain(await QueueAsync(null), item => item.Text("id") == older);
        Assert.Contains(await QueueAsync("cancelled"), item => item.Text("id") == older);
    }

    [Fact]
    public async Task The_queue_has_no_other_statuses() => Assert.Equal(
        ["status"],
        (await (await client.GetAsync("/api/admin/upgrade-requests?status=open")).ShouldBeProblemAsync(422, "validation_failed")).Fields());

    private async Task<List<JsonElement>> QueueAsync(string? status)
    {
        var items = new List<JsonElement>();
        var path = $"/api/admin/upgrade-requests?limit=2{(status is null ? "" : $"&status={status}")}";
        for (string? cursor = null; ;)
        {
            var page = await client.ReadAsync(cursor is null ? path : $"{path}&cursor={cursor}");
            items.AddRange(page.GetProperty("items").EnumerateArray());
            Assert.InRange(page.GetProperty("total").GetInt64(), 1, long.MaxValue);
            cursor = page.GetProperty("next_cursor").GetString();
            if (cursor is null)
            {
                return items;
            }
        }
    }
}
