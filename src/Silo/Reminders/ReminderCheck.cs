using System.Collections.Immutable;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using StatusLevels.Grains.Contracts;

namespace StatusLevels.Silo.Reminders;

/// <summary>
/// Looks for organizations whose reminder is missing or late, as a restored backup or a hand in the table
/// leaves them, and has them mend it. One silo of the cluster does it, in bounded steps: what is due soon
/// every minute, everything else in the time between. It normally finds nothing.
/// </summary>
internal sealed partial class ReminderCheck(
    LaggingReminders reminders,
    IGrainFactory grains,
    ISiloStatusOracle silos,
    TimeProvider clock,
    IOptions<ReminderCheckOptions> checkOptions,
    ReminderMetrics metrics,
    ILogger<ReminderCheck> logger) : BackgroundService
{
    private const int MendedAtATime = 4;

    private readonly ReminderCheckOptions options = checkOptions.Value;
    private readonly ReminderWalk near = new(checkOptions.Value.NearEvery);
    private readonly ReminderWalk far = new(checkOptions.Value.WalkEvery);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var pause = options.Pause;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await Task.Delay(pause, clock, stoppingToken);
                pause = options.Pause;
                if (IsMine())
                {
                    await StepAsync(stoppingToken);
                }
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                // It goes on where it stopped. Reminders that are armed do without it.
                pause = options.AfterFailure;
                LogStepFailed(exception, pause);
            }
        }
    }

    // Silos agree on who is the first of them, but for the moments in which one comes or
    // goes; then a step is done twice, which harms nobody.
    private bool IsMine() => silos.GetApproximateSiloStatuses(onlyActive: true).Keys.Min() is { } first && first.Equals(silos.SiloAddress);

    private async Task StepAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if (near.IsDue(now))
        {
            await StepAsync(near, now + options.Near, now, cancellationToken);
        }
        else if (far.IsDue(now))
        {
            await StepAsync(far, null, now, cancellationToken);
        }
    }

    private async Task StepAsync(ReminderWalk walk, DateTimeOffset? until, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var step = await reminders.ReadStepAsync(walk.Position, until, options.Step, cancellationToken);
        var suspects = step.Where(found => found.Lags(options.Tolerance)).Select(found => found.Organization).ToImmutableArray();
        if (suspects.Length > 0)
        {
            await Task.Delay(options.SecondLook, clock, cancellationToken);
            var lagging = (await reminders.ReadAsync(suspects, cancellationToken)).Where(found => found.Lags(options.Tolerance));
            await Parallel.ForEachAsync(
                lagging,
                new ParallelOptions { MaxDegreeOfParallelism = MendedAtATime, CancellationToken = cancellationToken },
                async (found, _) => await MendAsync(found));
        }

        walk.Advance(step.Count == options.Step ? new WalkPosition(step[^1].Due, step[^1].Organization.Value) : null, now);
    }

    private async Task MendAsync(ArmedReminder found)
    {
        if ((await grains.OrganizationStatus(found.Organization).MendReminder()).Failure is { } failure)
        {
            LogNotMended(found.Organization.ToString(), failure);
            return;
        }

        metrics.Mended();
        if (found.StartsAt is { } startsAt)
        {
            LogWasLate(found.Organization.ToString(), found.Due, startsAt);
        }
        else
        {
            LogWasMissing(found.Organization.ToString(), found.Due);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Organization {Organization} is due at {Due:O}, but its reminder was set to {StartsAt:O}: mended")]
    private partial void LogWasLate(string organization, DateTime due, DateTime startsAt);

    [LoggerMessage(LogLevel.Warning, "Organization {Organization} is due at {Due:O}, but it had no reminder: mended")]
    private partial void LogWasMissing(string organization, DateTime due);

    [LoggerMessage(
        LogLevel.Warning,
        "Organization {Organization}: its reminder is late or missing and could not be mended ({Failure}); the next walk tries again")]
    private partial void LogNotMended(string organization, StoreFailure failure);

    [LoggerMessage(LogLevel.Warning, "Reminders could not be compared with what is due; it goes on in {Pause}")]
    private partial void LogStepFailed(Exception exception, TimeSpan pause);
}
