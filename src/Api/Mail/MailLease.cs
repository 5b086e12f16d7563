using Npgsql;
using StatusLevels.Api.Delivery;

namespace StatusLevels.Api.Mail;

/// <summary>Whether this process is the one that sends mail, and what that one does beside it.</summary>
internal sealed class MailLease(DeliveryLeases leases, MailUpkeep upkeep, MailMetrics metrics)
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    // Leases live by the machine's clock, whatever passes for organizations.
    private static readonly TimeProvider Clock = TimeProvider.System;

    private long renewed;
    private bool isHolder;

    /// <summary>It is held, and was renewed lately enough to be trusted.</summary>
    public bool IsHeld => Volatile.Read(ref isHolder) && Clock.GetElapsedTime(Volatile.Read(ref renewed)) < DeliveryLeases.Trust;

    /// <summary>Takes the lease, or renews it, until it is told to stop.</summary>
    /// <param name="away">Hears that the database is away.</param>
    /// <param name="stoppingToken">Tells to stop.</param>
    public async Task RenewAllAsync(Action<NpgsqlException> away, CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                var asked = Clock.GetTimestamp();
                var holds = (await leases.TakeAsync([DeliveryLeases.Mailer], stoppingToken)).Count == 1;
                Volatile.Write(ref renewed, asked);
                Volatile.Write(ref isHolder, holds);
                metrics.SetCounted(holds ? await upkeep.RunAsync(stoppingToken) : null);
            }
            catch (NpgsqlException exception)
            {
                away(exception);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                break;
            }

            await Task.WhenAny(Task.Delay(IsHeld ? DeliveryLeases.Renewal : Look, Clock, stoppingToken));
        }
    }

    /// <summary>Lets another process have it at once.</summary>
    public async Task GiveBackAsync(Action<NpgsqlException> away)
    {
        if (!Volatile.Read(ref isHolder))
        {
            return;
        }

        try
        {
            Volatile.Write(ref isHolder, false);
            await leases.GiveBackAsync([DeliveryLeases.Mailer], CancellationToken.None);
        }
        catch (NpgsqlException exception)
        {
            away(exception);
        }
    }
}
