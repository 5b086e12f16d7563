using System.Collections.Concurrent;
using Npgsql;

namespace StatusLevels.Api.Delivery.Webhooks;

/// <summary>
/// Finds endpoints with work, takes their leases, and lets a worker send. Woken by the fan-out of this process, and once a second for what
/// others made or what became due.
/// </summary>
internal sealed partial class WebhookDispatcher(
    DeliverySettings settings, DeliverySignal made, DeliveryLeases leases, EndpointQueue queue, WebhookTargets targets,
    WebhookSender sender,
    WebhookOutcomes outcomes, TimeProvider clock, ILogger<WebhookDispatcher> logger) : BackgroundService
{
    // How long what is in flight may take when this process stops.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    private readonly WorkWatch watch = new("Webhooks", made, clock, logger);
    private readonly ConcurrentDictionary<Guid, Task> working = [];
    private CancellationTokenSource lost = new();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!settings.IsOn)
        {
            return;
        }

        var renewal = RenewAsync(stoppingToken);
        await watch.LookAllAsync(LookAsync, stoppingToken);
        await Task.WhenAny(Task.WhenAll(working.Values), Task.Delay(Grace, CancellationToken.None));
        await lost.CancelAsync();
        await Task.WhenAll(working.Values);
        await renewal;
    }

    private async Task<bool> LookAsync(CancellationToken stoppingToken)
    {
        var found = await queue.WithWorkAsync(stoppingToken);
        found.RemoveAll(working.ContainsKey);
        if (found.Count > 0)
        {
            foreach (var endpoint in await leases.TakeAsync(found, stoppingToken))
            {
                Begin(endpoint, stoppingToken);
            }
        }

        return false;
    }

    // It is there before it begins: one that ends at once would else be there for ever.
    private void Begin(Guid endpoint, CancellationToken stoppingToken)
    {
        var (ended, token) = (new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), lost.Token);
        working[endpoint] = ended.Task;
        _ = Task.Run(
            async () =>
            {
                await WorkAsync(endpoint, token, stoppingToken);
                ended.SetResult();
            },
            CancellationToken.None);
    }

    private async Task WorkAsync(Guid endpoint, CancellationToken lostToken, CancellationToken stoppingToken)
    {
        var hasSent = false;
        try
        {
            var worker = new EndpointWorker(endpoint, targets, sender, queue, outcomes, clock, logger, lostToken);
            hasSent = await worker.RunAsync(stoppingToken);
            await leases.GiveBackAsync([endpoint], CancellationToken.None);
        }
        catch (NpgsqlException exception)
        {
            // What was sent and not written down is sent again, with the same id.
            watch.Away(exception);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested || lostToken.IsCancellationRequested)
        {
            // The lease ends by itself.
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            LogBug(exception, endpoint);
        }
        finally
        {
            working.TryRemove(endpoint, out _);
            if (hasSent)
            {
                // What became due after its last look waits for no other reason.
                made.Raise();
            }
        }
    }

    // While leases cannot be renewed others may have them: then nothing more is sent under the old ones.
    private async Task RenewAsync(CancellationToken stoppingToken)
    {
        var renewed = clock.GetTimestamp();
        while (!stoppingToken.IsCancellationRequested)
        {
            var held = working.Keys.ToArray();
            if (held.Length == 0 || await TryRenewAsync(held, stoppingToken))
            {
                renewed = clock.GetTimestamp();
            }
            else if (clock.GetElapsedTime(renewed) > DeliveryLeases.Trust)
            {
                await Interlocked.Exchange(ref lost, new()).CancelAsync();
                renewed = clock.GetTimestamp();
            }

            await Task.WhenAny(Task.Delay(held.Length > 0 ? WorkWatch.Pause : DeliveryLeases.Renewal, clock, stoppingToken));
        }
    }

    private async Task<bool> TryRenewAsync(Guid[] held, CancellationToken stoppingToken)
    {
        try
        {
            return (await leases.TakeAsync(held, stoppingToken)).Count == held.Length;
        }
        catch (NpgsqlException exception)
        {
            watch.Away(exception);
            return false;
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            return true;
        }
    }

    [LoggerMessage(1, LogLevel.Error, "The work for endpoint {Endpoint} ended by a mistake of this product; it begins again with the next lease")]
    private partial void LogBug(Exception exception, Guid endpoint);
}
