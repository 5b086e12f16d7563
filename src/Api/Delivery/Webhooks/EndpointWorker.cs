using System.Threading.Channels;

namespace StatusLevels.Api.Delivery.Webhooks;

/// <summary>
/// Sends what waits for one endpoint while this process holds its lease: several lanes at once, one event of a lane at a time. While the
/// endpoint's last answer was a failure, one event at a time altogether.
/// </summary>
internal sealed partial class EndpointWorker(
    Guid endpoint, WebhookTargets targets, WebhookSender sender, EndpointQueue queue, WebhookOutcomes outcomes, TimeProvider clock,
    ILogger logger, CancellationToken lost)
{
    private const int Window = 500;
    private const int Batch = 100;
    private const int ReplaysAtOnce = 10;

    private static readonly TimeSpan TargetAge = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ReplayPause = TimeSpan.FromMilliseconds(100);

    private readonly Lanes lanes = new();
    private readonly Channel<(DueDelivery Delivery, Attempt Attempt)> ended =
        Channel.CreateUnbounded<(DueDelivery, Attempt)>(new UnboundedChannelOptions { SingleReader = true });

    private WebhookTarget? target;
    private DateTimeOffset targetReadAt;

    /// <summary>
    /// Works until nothing is due, or until it is told to stop: what is in flight then may still end, unless the lease is lost.
    /// </summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested && await ReadTargetAsync(stopping) is { } current)
        {
            var worked = current.Failures > 0
                ? await ProbeAsync(current, stopping)
                : await SendDueAsync(current, stopping) || await ReplayAsync(current, stopping);
            if (!worked)
            {
                return;
            }
        }
    }

    private async Task<WebhookTarget?> ReadTargetAsync(CancellationToken cancellationToken)
    {
        if (target is null || clock.GetUtcNow() - targetReadAt > TargetAge)
        {
            (target, targetReadAt) = (await targets.FindAsync(endpoint, cancellationToken), clock.GetUtcNow());
        }

        return target is { IsDisabled: false } ? target : null;
    }

    private async Task<bool> ProbeAsync(WebhookTarget current, CancellationToken stopping)
    {
        if (await queue.ProbeAsync(current, stopping) is not { } delivery)
        {
            return false;
        }

        var attempt = await sender.SendAsync(current, delivery, lost);
        target = null;
        if (attempt.Outcome != AttemptOutcome.Delivered)
        {
            await outcomes.FailedAsync(current, delivery, attempt, current.Failures, CancellationToken.None);
            return false;
        }

        await outcomes.DeliveredAsync(current, [(delivery, attempt)], CancellationToken.None);
        await outcomes.RecoveredAsync(current, delivery, current.Failures, CancellationToken.None);
        return true;
    }

    // Until nothing more is due, or something failed.
    private async Task<bool> SendDueAsync(WebhookTarget current, CancellationToken stopping)
    {
        var (worked, hasMore, hasFailed) = (false, true, false);
        while (true)
        {
            if (hasMore && !hasFailed && lanes.Count < Window / 2 && !stopping.IsCancellationRequested)
            {
                var due = await queue.DueAsync(endpoint, lanes.Known, Window, stopping);
                due.ForEach(lanes.Add);
                hasMore = due.Count == Window;
                worked |= due.Count > 0;
            }

            while (!hasFailed && !stopping.IsCancellationRequested && lanes.InFlight < current.MaxInFlight && lanes.TakeNext() is { } next)
            {
                _ = SendAndTellAsync(current, next);
            }

            if (lanes.InFlight == 0)
            {
                lanes.Clear();
                return worked;
            }

            hasFailed |= await TakeEndedAsync(current);
        }
    }

    // Waits for one to end and takes the others that ended meanwhile, so that many are written down at once.
    private async Task<bool> TakeEndedAsync(WebhookTarget current)
    {
        var (sent, failed) = (new List<(DueDelivery, Attempt)>(), new List<(DueDelivery Delivery, Attempt Attempt)>());
        await ended.Reader.WaitToReadAsync(CancellationToken.None);
        while (sent.Count < Batch && ended.Reader.TryRead(out var one))
        {
            var isDelivered = one.Attempt.Outcome == AttemptOutcome.Delivered;
            (isDelivered ? sent : failed).Add(one);
            lanes.End(one.Delivery, isDelivered);
        }

        // What happened is written down, also when this process is told to stop meanwhile.
        if (sent.Count > 0)
        {
            await outcomes.DeliveredAsync(current, sent, CancellationToken.None);
        }

        foreach (var (delivery, attempt) in failed.Where(one => one.Attempt.Outcome != AttemptOutcome.Cancelled))
        {
            await outcomes.FailedAsync(current, delivery, attempt, failures: 0, CancellationToken.None);
            target = null;
        }

        return failed.Count > 0;
    }

    // Behind everything else, and slowly.
    private async Task<bool> ReplayAsync(WebhookTarget current, CancellationToken stopping)
    {
        var due = await queue.ReplaysAsync(endpoint, ReplaysAtOnce, stopping);
        foreach (var delivery in due)
        {
            var attempt = await sender.SendAsync(current, delivery, lost);
            if (attempt.Outcome == AttemptOutcome.Delivered)
            {
                await outcomes.DeliveredAsync(current, [(delivery, attempt)], CancellationToken.None);
            }
            else if (attempt.Outcome != AttemptOutcome.Cancelled)
            {
                await outcomes.FailedAsync(current, delivery, attempt, failures: 0, CancellationToken.None);
            }

            await Task.Delay(ReplayPause, clock, stopping);
        }

        return due.Count > 0;
    }

    private async Task SendAndTellAsync(WebhookTarget current, DueDelivery delivery)
    {
        Attempt attempt;
        try
        {
            attempt = await sender.SendAsync(current, delivery, lost);
        }
        catch (OperationCanceledException) when (lost.IsCancellationRequested)
        {
            attempt = NotSent();
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // Whoever waits for it must hear that it ended: a bug is a failure of this event, and shows in the log.
            LogBug(exception, endpoint, delivery.Event!.Id);
            attempt = new Attempt(clock.GetUtcNow(), 0, AttemptOutcome.Failed, Error: "not sent, by a mistake of this product");
        }

        ended.Writer.TryWrite((delivery, attempt));
    }

    // Whoever holds the lease now sends it.
    private Attempt NotSent() => new(clock.GetUtcNow(), 0, AttemptOutcome.Cancelled);

    [LoggerMessage(1, LogLevel.Error, "Endpoint {Endpoint}: event {Event} could not be sent, by a mistake of this product")]
    private partial void LogBug(Exception exception, Guid endpoint, string @event);
}
