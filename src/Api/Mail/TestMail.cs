using System.Diagnostics;
using StatusLevels.Api.Delivery;

namespace StatusLevels.Api.Mail;

/// <summary>
/// Sends a mail at once that says that mail arrives, on a connection of its own, past everything that waits: what the server answers is
/// what whoever asked wants to know.
/// </summary>
internal sealed class TestMail(MailComposer composer, MailTransports transports, TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    /// <summary>One try.</summary>
    /// <param name="to">The address.</param>
    /// <param name="language">In which it is written.</param>
    /// <param name="cancellationToken">Whoever asks has gone.</param>
    /// <returns>What came of it; null: the address is none that mail is sent to.</returns>
    public async Task<Attempt?> SendAsync(string to, string language, CancellationToken cancellationToken)
    {
        var (now, began) = (time.GetUtcNow(), Stopwatch.GetTimestamp());
        if (await composer.ComposeAsync(Letter(to, language, now)) is not { } composed)
        {
            return null;
        }

        using var message = composed.Message;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        await using var transport = transports.Create();
        try
        {
            return await transport.SendAsync(message, composed.To, patience.Token);
        }
        catch (MailStoppedException refused)
        {
            return Failed(refused.Message);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Failed("timeout");
        }

        Attempt Failed(string why) => new(now, (int)Stopwatch.GetElapsedTime(began).TotalMilliseconds, AttemptOutcome.Failed, Error: why);
    }

    private static WaitingMail Letter(string to, string language, DateTimeOffset now) => new()
    {
        Delivery = new() { Id = Guid.NewGuid(), Letter = MailLetters.Test, Recipient = to, Capacity = "user", CreatedAt = now },
        Data = null,
        Also = [],
        OrganizationId = null,
        OrganizationName = null,
        OrganizationLocale = null,
        IsContact = false,
        IsMuted = false,
        IsConfirmed = false,
        IsFailing = false,
        IsActive = true,
        AccountEmail = null,
        AccountName = null,
        AccountLocale = language,
        IsPlatformAdmin = true,
        Role = null,
        Wants = true,
        Stands = true,
    };
}
