using System.Diagnostics;

namespace StatusLevels.Api.Health;

/// <summary>
/// Notices that this process stood still (SIGSTOP, a stalled machine). The other nodes may have taken over what lives here, and what is in
/// memory may be old: until the table of members has been read again, nothing is answered from it. A node that finds itself dead in that
/// table ends by itself.
/// </summary>
internal sealed partial class Standstill(
    IClusterMembershipService members, ISiloStatusOracle silo, ILogger<Standstill> logger) : BackgroundService
{
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(250);

    /// <summary>Less than it takes the others to give a node up.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    private long last = Stopwatch.GetTimestamp();
    private volatile bool doubted;

    /// <summary>This node went on all the time, or has asked since whether it is a member still.</summary>
    public bool IsMember => !doubted && Stopwatch.GetElapsedTime(Volatile.Read(ref last)) < Longest;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        Volatile.Write(ref last, Stopwatch.GetTimestamp());
        using var timer = new PeriodicTimer(Beat, TimeProvider.System);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            var asked = Stopwatch.GetTimestamp();
            if (IsMember || await IsStillMemberAsync(stoppingToken))
            {
                Volatile.Write(ref last, asked);
                doubted = false;
            }
        }
    }

    private async Task<bool> IsStillMemberAsync(CancellationToken cancellationToken)
    {
        if (!doubted)
        {
            doubted = true;
            LogStoodStill(logger, Stopwatch.GetElapsedTime(Volatile.Read(ref last)).TotalSeconds);
        }

        try
        {
            await members.Refresh(default, cancellationToken);
            return silo.CurrentStatus == SiloStatus.Active;
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested && ExceptionProblems.FromWrite(exception) is not null)
        {
            LogUnread(logger, exception.Message);
            return false;
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "This node stood still for {Seconds:0.0} s; it answers again when it knows that it is a member of its cluster still")]
    private static partial void LogStoodStill(ILogger logger, double seconds);

    [LoggerMessage(2, LogLevel.Warning, "Whether this node is a member of its cluster still could not be read: {Reason}")]
    private static partial void LogUnread(ILogger logger, string reason);
}

/// <summary>Turns requests away while this node does not know whether it is a member still.</summary>
internal static class StandstillGuard
{
    public static void UseStandstillGuard(this WebApplication app)
    {
        if (app.Services.GetService<Standstill>() is { } standstill)
        {
            app.Use((context, next) => standstill.IsMember ? next(context) : Problem.Overloaded.ExecuteAsync(context));
        }
    }
}
