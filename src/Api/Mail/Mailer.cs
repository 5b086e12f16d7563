using System.Collections.Concurrent;
using System.Threading.Channels;
using StatusLevels.Api.Delivery;

namespace StatusLevels.Api.Mail;

/// <summary>
/// Sends what is due, over a few kept connections, from one node at a time: whoever holds the lease. Woken by the fan-out of this process,
/// and once a second. What was sent and could not be written down is sent again, with the same Message-ID.
/// </summary>
internal sealed partial class Mailer(
    MailSettings settings, DeliverySettings delivery, DeliverySignal made, MailLease lease, MailQueue queue, MailComposer composer,
    MailOutcomes outcomes, MailsInHand inHand, MailTransports transports, MailMetrics metrics, TimeProvider time, ILogger<Mailer> logger)
    : BackgroundService
{
    /// <summary>How long nothing is sent after the server refused this product.</summary>
    public static readonly TimeSpan StopTime = TimeSpan.FromMinutes(1);

    private const int Chunk = 64;

    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    // Connections live by the machine's clock, whatever passes for organizations.
    private static readonly TimeProvider Clock = TimeProvider.System;

    private readonly WorkWatch watch = new("Mails", made, Clock, logger);
    private readonly MailRate rate = new(settings.PerSecond);
    private readonly Channel<ComposedMail> ready = Channel.CreateBounded<ComposedMail>(Chunk);
    private long stoppedAt;

    private bool IsStopped => Volatile.Read(ref stoppedAt) is not 0 and var at && Clock.GetElapsedTime(at) < StopTime;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!settings.IsOn || !delivery.IsOn)
        {
            return;
        }

        var sending = Enumerable.Range(0, settings.Connections)
            .Select(_ => Task.Run(() => SendAllAsync(stoppingToken), CancellationToken.None)).ToArray();
        var writing = Task.Run(() => inHand.WriteAllAsync(watch.Away, stoppingToken), CancellationToken.None);
        var renewing = Task.Run(() => lease.RenewAllAsync(watch.Away, stoppingToken), CancellationToken.None);
        await watch.LookAllAsync(LookAsync, stoppingToken);
        await Task.WhenAll(sending);
        inHand.Complete();
        await writing;
        await renewing;
        await lease.GiveBackAsync(watch.Away);
    }

    /// <summary>Hands over what is due.</summary>
    /// <returns>Whether there may be more.</returns>
    private async Task<bool> LookAsync(CancellationToken stoppingToken)
    {
        if (!lease.IsHeld || IsStopped)
        {
            return false;
        }

        var due = await queue.TakeAsync(Chunk, inHand.Known, time.GetUtcNow(), stoppingToken);
        var composed = new ConcurrentBag<ComposedMail>();
        await Parallel.ForEachAsync(due, stoppingToken, async (mail, _) =>
        {
            inHand.Take(mail);
            if (await PrepareAsync(mail) is { } prepared)
            {
                composed.Add(prepared);
            }
        });
        await outcomes.KeepAsync([.. composed], stoppingToken);
        foreach (var mail in composed)
        {
            await ready.Writer.WriteAsync(mail, stoppingToken);
        }

        return due.Count == Chunk;
    }

    // Null: it is not sent, and why is written down.
    private async Task<ComposedMail?> PrepareAsync(WaitingMail mail)
    {
        var now = time.GetUtcNow();
        if (Objections.To(mail, now) is { } objection)
        {
            inHand.End(new(mail, new(now, 0, AttemptOutcome.Cancelled, Error: objection)));
            return null;
        }

        try
        {
            if (await composer.ComposeAsync(mail) is { } composed)
            {
                return composed;
            }

            inHand.End(new(mail, new(now, 0, AttemptOutcome.Refused, Error: $"the address {Deliverable.Expected}")));
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // One that cannot be written must not keep the others waiting; a later release may know how.
            LogUnwritten(exception, mail.Delivery.Letter, mail.Delivery.Id);
            inHand.End(new(mail, new(now, 0, AttemptOutcome.Failed, Error: "it could not be written")));
        }

        return null;
    }

    private async Task SendAllAsync(CancellationToken stoppingToken)
    {
        // What is under way when this process stops is brought to its end, if that does not take long.
        using var ending = new CancellationTokenSource();
        await using var stop = stoppingToken.Register(() => ending.CancelAfter(Grace));
        await using var transport = transports.Create();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (ready.Reader.TryRead(out var mail))
                {
                    await SendAsync(transport, mail, ending.Token);
                }
                else
                {
                    await WaitAsync(transport, stoppingToken);
                }
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                // What was not sent is in the database.
            }
        }
    }

    private async Task WaitAsync(IMailTransport transport, CancellationToken stoppingToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        patience.CancelAfter(Rest);
        try
        {
            await ready.Reader.WaitToReadAsync(patience.Token);
        }
        catch (OperationCanceledException) when (!stoppingToken.IsCancellationRequested)
        {
            await transport.RestAsync();
            await ready.Reader.WaitToReadAsync(stoppingToken);
        }
    }

    private async Task SendAsync(IMailTransport transport, ComposedMail mail, CancellationToken stoppingToken)
    {
        // It waits in the database for whoever may.
        if (lease.IsHeld && !IsStopped)
        {
            try
            {
                await rate.EnterAsync(stoppingToken);
                inHand.End(new(mail.Mail, await transport.SendAsync(mail.Message, mail.To, stoppingToken)));
                Go();
                return;
            }
            catch (MailStoppedException exception)
            {
                Stop(exception);
            }
        }

        mail.Message.Dispose();
        inHand.PutBack(mail.Mail);
    }

    private void Stop(MailStoppedException exception)
    {
        Volatile.Write(ref stoppedAt, Math.Max(1, Clock.GetTimestamp()));
        metrics.SetStopped(true);
        LogStopped(exception.Message);
    }

    private void Go()
    {
        if (Interlocked.Exchange(ref stoppedAt, 0) != 0)
        {
            metrics.SetStopped(false);
            LogGoes();
        }
    }

    [LoggerMessage(1, LogLevel.Error, "The mail server takes nothing from this product: {Reason}. Nothing is lost; that is tried again each minute. Look at SMTP_URL and MAIL_FROM")]
    private partial void LogStopped(string reason);

    [LoggerMessage(2, LogLevel.Information, "The mail server takes mails again")]
    private partial void LogGoes();

    [LoggerMessage(3, LogLevel.Error, "A mail ({Letter}, delivery {Delivery}) could not be written, by a mistake of this product; that is tried again by the schedule")]
    private partial void LogUnwritten(Exception exception, string? letter, Guid delivery);
}
