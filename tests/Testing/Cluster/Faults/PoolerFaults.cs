using System.Globalization;
using System.Net;

namespace StatusLevels.Testing.Cluster.Faults;

/// <summary>A transaction pooler between the nodes and the database, which dies and comes back.</summary>
public static class PoolerFaults
{
    private const int Shared = 8;

    private static readonly TimeSpan Patience = Testing.Patience.OfSeconds(60);

    /// <summary>PgBouncer in transaction mode with fewer connections than the nodes have; killed and started again in between.</summary>
    public static async Task<FaultOutcome> GoThroughAsync(FaultScale scale)
    {
        PgBouncer? bouncer = null;
        try
        {
            await using var run = await FaultRun.StartAsync(
                scale, 2,
                async server => (bouncer = await PgBouncer.StartAsync(server, Shared)).ConnectionString,
                environment: new Dictionary<string, string>(StringComparer.Ordinal) { ["Database__TransactionPooler"] = "true" });
            await run.BeginAsync(scale.During);
            await Task.Delay(scale.During / 2);
            await bouncer!.KillAsync();
            await bouncer.StartAgainAsync();
            var served = await run.UntilServedAsync(Patience);
            await Task.Delay(scale.During / 2);
            var replayed = await IsReplayedAsync(run);
            const string What = "PgBouncer (transaction mode) in front, kill -9ed and restarted";
            return await run.EndAsync(What, [0, 1], DatabaseFaults.Remark(run, string.Create(
                CultureInfo.InvariantCulture,
                $"first change {served.TotalSeconds:0.00} s after it was back; "
                + $"a key sent to both nodes {(replayed ? "was answered once" : "was NOT recognized")}")));
        }
        finally
        {
            if (bouncer is not null)
            {
                await bouncer.DisposeAsync();
            }
        }
    }

    // The answer is kept by the transaction of the change, and found by another node, on another connection.
    private static async Task<bool> IsReplayedAsync(FaultRun run)
    {
        var (organization, once) = (Guid.NewGuid(), Guid.NewGuid().ToString());
        List<bool> replayed = [];
        foreach (var node in run.Nodes)
        {
            using var client = ServiceCaller.Client(node.Address, run.Key, TimeSpan.FromSeconds(15));
            using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/admin/organizations/{organization}/status-levels")
            {
                Headers = { { "Idempotency-Key", once } },
                Content = ServiceCaller.Json("""{"level":"A"}"""),
            };
            using var answer = await client.SendAsync(request);
            if (answer.StatusCode != HttpStatusCode.OK)
            {
                throw new InvalidOperationException(
                    $"A grant did not succeed: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
            }

            replayed.Add(answer.Headers.Contains("Idempotency-Replayed"));
        }

        return replayed is [false, true];
    }
}
