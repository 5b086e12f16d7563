using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Json;
using StatusLevels.Testing;
using StatusLevels.Testing.Cluster;

namespace StatusLevels.Cluster.Tests;

/// <summary>A level that is taken away, while everybody looks at it on two nodes.</summary>
public sealed class RevocationTests
{
    // Six ways to ask, each at this pace: 200 a second in all.
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(30);

    private static readonly (string What, Func<Guid, string> Address, string Sign)[] Ways =
    [
        ("status", id => $"/api/organizations/{id}/status", "\"current_level\":\"B\""),
        ("badge", id => $"/badges/{id}.svg?style=seal&lang=en", "<title>Level B"),
        ("passport", id => $"/organizations/{id}?lang=en", "<strong>Level B</strong>"),
    ];

    [Fact]
    public async Task Nothing_that_is_asked_after_the_answer_shows_the_level_any_more_on_either_node()
    {
        await using var nodes = await NodesOnOneDatabase.StartAsync();
        (string, string)[] settings = [("PUBLIC_PER_MINUTE", "1000000"), ("BADGES_PER_MINUTE", "1000000")];
        var first = await nodes.StartAsync(nodes.Options("first", NodeProgram.Api, settings));
        var second = await nodes.StartAsync(nodes.Options("second", NodeProgram.Api, settings));
        using var service = ServiceCaller.Client(
            first.Address, await ServiceCaller.CreateKeyAsync(nodes.Database), TimeSpan.FromSeconds(30));
        for (var round = 0; round < 3; round++)
        {
            await RevokeWhileReadAsync(service, [first, second]);
        }
    }

    private static async Task RevokeWhileReadAsync(HttpClient service, Node[] nodes)
    {
        var cancelled = TestContext.Current.CancellationToken;
        var organization = Guid.NewGuid();
        var levels = $"/api/admin/organizations/{organization}/status-levels";
        using (var granted = await service.PostAsJsonAsync(levels, new { level = "B" }, cancelled))
        {
            granted.EnsureSuccessStatusCode();
        }

        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancelled);
        var looks = new ConcurrentBag<Look>();
        Task[] readers =
        [
            .. from node in nodes
               from way in Ways
               select LookAsync(node, way.What, way.Address(organization), way.Sign, looks, enough.Token),
        ];
        await SeenAsync(looks, look => look.ShowsLevel);
        using (var revoked = await service.DeleteAsync($"{levels}/B?reason=closed", cancelled))
        {
            revoked.EnsureSuccessStatusCode();
        }

        var answered = Stopwatch.GetTimestamp();
        await SeenAsync(looks, look => look.Began > answered);
        await enough.CancelAsync();
        await Task.WhenAll(readers);
        Assert.Empty(looks.Where(look => look.ShowsLevel && look.Began > answered).Select(look => $"{look.Where} {look.What}"));
    }

    // On every node and in every way, several times.
    private static Task SeenAsync(ConcurrentBag<Look> looks, Func<Look, bool> counts) => Eventually.HoldsAsync(
        () => looks.Where(counts).GroupBy(look => (look.Where, look.What)).Count(group => group.Count() >= 10) == 2 * Ways.Length,
        Patience.OfSeconds(40));

    private static async Task LookAsync(
        Node node, string what, string address, string sign, ConcurrentBag<Look> looks, CancellationToken enough)
    {
        using var client = ServiceCaller.Client(node.Address, key: null, TimeSpan.FromSeconds(30));
        using var pace = new PeriodicTimer(Pace);
        try
        {
            while (await pace.WaitForNextTickAsync(enough))
            {
                var began = Stopwatch.GetTimestamp();
                var text = await client.GetStringAsync(address, enough);
                looks.Add(new(node.Name, what, began, text.Contains(sign, StringComparison.Ordinal)));
            }
        }
        catch (OperationCanceledException) when (enough.IsCancellationRequested)
        {
            // It was looked at for long enough.
        }
    }

    private sealed record Look(string Where, string What, long Began, bool ShowsLevel);
}
