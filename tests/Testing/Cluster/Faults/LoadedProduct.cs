using System.Diagnostics;
using Npgsql;

namespace StatusLevels.Testing.Cluster.Faults;

/// <summary>A product under load, with notices that fall due, to which something is about to happen.</summary>
/// <param name="scale">How hard.</param>
/// <param name="addresses">Its nodes.</param>
/// <param name="key">The key of a service.</param>
/// <param name="database">The test's own connections, past whatever stands between the nodes and the server.</param>
internal sealed class LoadedProduct(FaultScale scale, IReadOnlyList<Uri> addresses, string key, NpgsqlDataSource database)
    : IAsyncDisposable
{
    private static readonly TimeSpan TimeToMakeNotices = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(20);

    private DueNotices? notices;

    public Load Load { get; } = new(addresses, key, scale.Load);

    /// <summary>Warms everything up, makes the notices and begins the load; returns when it has gone well for a while.</summary>
    /// <param name="lasting">How long what comes then will take: notices are due all over it.</param>
    /// <param name="clock">The clock of the product.</param>
    public async Task BeginAsync(TimeSpan lasting, TimeProvider? clock = null)
    {
        await Load.WarmUpAsync();
        var first = (clock ?? TimeProvider.System).GetUtcNow() + TimeToMakeNotices + scale.Before;
        notices = await DueNotices.MakeAsync(addresses[^1], key, scale.Due, first, lasting);
        Load.Start();
        await Task.Delay(scale.Before);
        if (Load.Tally.FailedForGood > 0)
        {
            throw new InvalidOperationException(
                $"Something fails before anything was done: {Load.Tally.Describe()} {Load.Tally.FirstUnexpected}");
        }
    }

    /// <summary>How long until a change is acknowledged again.</summary>
    public async Task<TimeSpan> UntilServedAsync(TimeSpan patience)
    {
        var (since, known) = (Stopwatch.GetTimestamp(), Load.Tally.Acknowledged);
        while (Load.Tally.Acknowledged == known)
        {
            if (Stopwatch.GetElapsedTime(since) > patience)
            {
                throw new TimeoutException($"No change was acknowledged within {patience.TotalSeconds:0} s: {Load.Tally.Describe()}");
            }

            await Task.Delay(Pace);
        }

        return Stopwatch.GetElapsedTime(since);
    }

    /// <summary>Lets it go on for a while, ends the load and reads everything back.</summary>
    /// <param name="fault">What was done.</param>
    /// <param name="survivors">The nodes whose gaps count; the first of them is asked for the histories.</param>
    /// <param name="remark">What else was measured.</param>
    public async Task<FaultOutcome> EndAsync(string fault, IReadOnlyList<int> survivors, string remark)
    {
        await Task.Delay(scale.After);
        var gaps = survivors.ToDictionary(index => Load.Nodes[index].Name, index => Load.Nodes[index].LongestGap, StringComparer.Ordinal);
        await Load.StopAsync();
        var due = await notices!.CheckAsync(database, scale.NoticePatience);
        var check = await AcknowledgedCheck.ReadAsync(Load, addresses[survivors[0]]);
        return new FaultOutcome(fault, scale.Load.ToString(), gaps, Load.Tally.LongestWait, check, due, Load.Tally, remark);
    }

    public ValueTask DisposeAsync() => Load.DisposeAsync();
}
