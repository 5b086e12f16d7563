using System.Diagnostics;
using Npgsql;
using StatusLevels.Silo;

namespace StatusLevels.Api.Checks;

/// <summary>How long checks may take.</summary>
/// <param name="Each">One of them.</param>
/// <param name="All">All of them together.</param>
internal sealed record CheckLimits(TimeSpan Each, TimeSpan All);

/// <summary>Looks at everything, and gives up in time.</summary>
internal sealed class CheckRun(CheckLimits limits, OpenSettings open)
{
    /// <summary>All of them at the same time: none waits for another that hangs.</summary>
    public async Task<CheckReport> SideBySideAsync(string command, IReadOnlyList<Check> checks, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.GetTimestamp();
        using var all = Bound(limits.All, cancellationToken);
        var results = await Task.WhenAll(checks.Select(check => LookAsync(check, all.Token, cancellationToken)));
        return new(command, results, Stopwatch.GetElapsedTime(watch));
    }

    /// <summary>One after the other: each needs what those before it did.</summary>
    public async Task<CheckReport> InOrderAsync(string command, IReadOnlyList<Check> checks, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.GetTimestamp();
        using var all = Bound(limits.All, cancellationToken);
        var results = new List<CheckResult>();
        foreach (var check in checks)
        {
            results.Add(await LookAsync(check, all.Token, cancellationToken));
        }

        return new(command, results, Stopwatch.GetElapsedTime(watch));
    }

    private async Task<CheckResult> LookAsync(Check check, CancellationToken all, CancellationToken stop)
    {
        var watch = Stopwatch.GetTimestamp();
        using var each = Bound(limits.Each, all);
        var finding = await FindAsync(check, each.Token, all, stop);
        return new(check.Rule, finding, Stopwatch.GetElapsedTime(watch));
    }

    // What cannot be cancelled is left behind: a name service, or a server that stands still.
    private async Task<Finding> FindAsync(Check check, CancellationToken each, CancellationToken all, CancellationToken stop)
    {
        try
        {
            each.ThrowIfCancellationRequested();
            // It may stand still before it first waits for anything.
            return await Task.Run(() => check.Look(each), each).WaitAsync(each);
        }
        catch (Exception exception) when (!stop.IsCancellationRequested && (each.IsCancellationRequested || IsTimeout(exception)))
        {
            return all.IsCancellationRequested
                ? Finding.Unknown($"timed out: {limits.All} for all checks are over")
                : Finding.Unknown($"timed out after {limits.Each}");
        }
        catch (StartupException exception)
        {
            return Finding.Fail($"{Word.Sentence(exception, open)}");
        }
        catch (Exception exception) when (!stop.IsCancellationRequested)
        {
            // What nobody foresaw is told by its kind alone: its words could hold anything, and the other checks go on.
            return Finding.Unknown($"could not be looked at ({Word.Kind(exception)})");
        }
    }

    private static bool IsTimeout(Exception exception) =>
        exception is TimeoutException or NpgsqlException { InnerException: TimeoutException }
            or PostgresException { SqlState: PostgresErrorCodes.QueryCanceled };

    private static CancellationTokenSource Bound(TimeSpan limit, CancellationToken outer)
    {
        var bound = CancellationTokenSource.CreateLinkedTokenSource(outer);
        bound.CancelAfter(limit);
        return bound;
    }
}
