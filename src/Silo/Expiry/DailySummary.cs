using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace StatusLevels.Silo.Expiry;

/// <summary>
/// Once a day, at 02:00 UTC, one node of the cluster says in one line what became of the notices, and then sends
/// the heartbeat. A day that nobody wrote, because all were down or the one who began it died, is caught up with.
/// </summary>
internal sealed partial class DailySummary(
    ExpirySummaryReader reader, SummaryClaims claims, Heartbeat heartbeat, TimeProvider clock, ILogger<DailySummary> logger)
    : BackgroundService
{
    /// <summary>Whoever waits longer than this for what is due is in trouble: a tick that failed is tried again every minute.</summary>
    public static readonly TimeSpan Trouble = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan Hour = TimeSpan.FromHours(2);
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    // How soon a day that another node left unfinished is noticed; a look is one row by its key.
    private static readonly TimeSpan LookAgain = TimeSpan.FromMinutes(15);

    private readonly string node = $"{Environment.MachineName}/{Environment.ProcessId}/{Guid.NewGuid():n}";

    // A backlog that was reported and may be gone by now: whoever was alarmed hears of it before tomorrow.
    private bool troubled;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var day = DateOnly.FromDateTime((clock.GetUtcNow() - Hour).UtcDateTime);
            try
            {
                await Write(day, stoppingToken);
                await GiveAllClear(stoppingToken);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                LogFailed(exception, day);
                await heartbeat.Send(well: false, stoppingToken);
            }

            var untilNext = At(day.AddDays(1)) - clock.GetUtcNow();
            await Task.Delay(TimeSpan.FromTicks(Math.Clamp(untilNext.Ticks, 0, LookAgain.Ticks)), clock, stoppingToken);
        }
    }

    private async Task GiveAllClear(CancellationToken cancellationToken)
    {
        if (troubled && (await reader.ReadBacklog(clock.GetUtcNow(), cancellationToken)).Overdue <= Trouble)
        {
            troubled = false;
            await heartbeat.Send(well: true, cancellationToken);
        }
    }

    private static DateTimeOffset At(DateOnly day) => new DateTimeOffset(day, TimeOnly.MinValue, TimeSpan.Zero) + Hour;

    private async Task Write(DateOnly day, CancellationToken cancellationToken)
    {
        var (claimed, lastUntil) = await claims.Claim(day, clock.GetUtcNow(), node, cancellationToken);
        if (!claimed)
        {
            return;
        }

        var until = At(day);
        var summary = await Finish(day, lastUntil is { } last && last < until ? last : until - Day, until, cancellationToken);
        Log(summary);
        troubled = summary.Backlog.Overdue > Trouble;
        await heartbeat.Send(!troubled, cancellationToken);
    }

    private async Task<ExpirySummary> Finish(DateOnly day, DateTimeOffset since, DateTimeOffset until, CancellationToken cancellationToken)
    {
        try
        {
            var summary = await reader.Read(since, until, clock.GetUtcNow(), cancellationToken);
            await claims.Finish(day, summary, clock.GetUtcNow(), cancellationToken);
            return summary;
        }
        catch (Exception)
        {
            await Release(day);
            throw;
        }
    }

    // So that nobody has to wait for the lease; where that fails too, it ends by itself.
    private async Task Release(DateOnly day)
    {
        try
        {
            await claims.Release(day, node, CancellationToken.None);
        }
        catch (Exception exception)
        {
            LogNotReleased(exception, day);
        }
    }

    private void Log(ExpirySummary summary) => LogSummary(
        summary.Since, summary.Until, summary.Raised, SummaryWords.Raised(summary), summary.Late, SummaryWords.Span(summary.MaxLateness),
        SummaryWords.Span(summary.P99Lateness), summary.Superseded, summary.DueNext, SummaryWords.DueNext(summary), summary.Backlog.Armed,
        SummaryWords.Span(summary.Backlog.Overdue));

    [LoggerMessage(
        LogLevel.Information,
        "Expiry summary from {Since:yyyy-MM-ddTHH:mmZ} to {Until:yyyy-MM-ddTHH:mmZ}: raised {Raised} ({RaisedByPoint}), "
        + "late {Late} (max {MaxLateness}, p99 {P99Lateness}), "
        + "superseded {Superseded}; due within 24 h {DueNext} ({DueNextByPoint}); organizations armed {Armed}, oldest overdue {Overdue}")]
    private partial void LogSummary(
        DateTimeOffset since, DateTimeOffset until, long raised, string raisedByPoint, long late, string maxLateness, string p99Lateness,
        long superseded,
        long dueNext, string dueNextByPoint, long armed, string overdue);

    [LoggerMessage(LogLevel.Error, "The expiry summary of {Day:yyyy-MM-dd} could not be written; it is tried again within 15 minutes")]
    private partial void LogFailed(Exception exception, DateOnly day);

    [LoggerMessage(
        LogLevel.Warning, "The claim on the expiry summary of {Day:yyyy-MM-dd} could not be given up; it ends by itself within 10 minutes")]
    private partial void LogNotReleased(Exception exception, DateOnly day);
}
