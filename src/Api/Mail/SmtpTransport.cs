using System.Diagnostics;
using System.Net.Sockets;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;
using StatusLevels.Api.Delivery;

namespace StatusLevels.Api.Mail;

/// <summary>One connection to the mail server, kept while there is something to send.</summary>
internal sealed class SmtpTransport(SmtpServerSettings server, TimeProvider time) : IMailTransport
{
    private static readonly TimeSpan ConnectTime = TimeSpan.FromSeconds(30);

    // A server that is slow to answer the end of a message has most likely taken it: who gives up too soon sends it twice.
    private static readonly TimeSpan SendTime = TimeSpan.FromMinutes(5);

    private SmtpClient? client;

    public async Task<Attempt> SendAsync(MimeMessage message, MailboxAddress to, CancellationToken cancellationToken)
    {
        var (began, watch) = (time.GetUtcNow(), Stopwatch.GetTimestamp());
        try
        {
            var connected = await ConnectedAsync(cancellationToken);
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            patience.CancelAfter(SendTime);
            await connected.SendAsync(FormatOptions.Default, message, (MailboxAddress)message.From[0], [to], patience.Token);
            return Ended(AttemptOutcome.Delivered, 250);
        }
        catch (SmtpCommandException exception) when (SmtpFaults.StopsAll(exception))
        {
            Drop();
            throw new MailStoppedException(exception.Message, exception);
        }
        catch (SmtpCommandException exception)
        {
            return Ended(
                SmtpFaults.IsRecipientRefused(exception) ? AttemptOutcome.Refused : AttemptOutcome.Failed, (int)exception.StatusCode,
                exception.Message);
        }
        catch (Exception exception) when (exception is AuthenticationException or SslHandshakeException or NotSupportedException)
        {
            Drop();
            throw new MailStoppedException(exception.Message, exception);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested
            && exception is IOException or SocketException or ProtocolException or TimeoutException or OperationCanceledException
                or ServiceNotConnectedException)
        {
            Drop();
            return Ended(
                AttemptOutcome.Failed, null,
                exception is OperationCanceledException ? "the mail server took too long to answer" : exception.Message);
        }

        Attempt Ended(AttemptOutcome outcome, int? code, string? error = null) =>
            new(
                began, (int)Stopwatch.GetElapsedTime(watch).TotalMilliseconds, outcome, code,
                error is { Length: > 1000 } ? error[..1000] : error);
    }

    /// <summary>Connects, as protected as it has to be, signs in, and says goodbye: no mail leaves.</summary>
    public async Task GreetAsync(CancellationToken cancellationToken)
    {
        await ConnectedAsync(cancellationToken);
        await RestAsync();
    }

    public async Task RestAsync()
    {
        if (client is { IsConnected: true } connected)
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(2));
            try
            {
                await connected.DisconnectAsync(quit: true, patience.Token);
            }
            catch (Exception exception) when (
                exception is IOException or SocketException or ProtocolException or CommandException or OperationCanceledException)
            {
                // It has gone already; there is nothing to say goodbye to.
            }
        }

        Drop();
    }

    public async ValueTask DisposeAsync() => await RestAsync();

    private async Task<SmtpClient> ConnectedAsync(CancellationToken cancellationToken)
    {
        if (client is { IsConnected: true })
        {
            return client;
        }

        Drop();
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(ConnectTime);
        var fresh = new SmtpClient { Timeout = (int)SendTime.TotalMilliseconds };
        try
        {
            // Small writes that wait for each other's acknowledgement cost 40 ms a step.
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(server.Host, server.Port, patience.Token);
                await fresh.ConnectAsync(socket, server.Host, server.Port, Options, patience.Token);
            }
            catch
            {
                socket.Dispose();
                throw;
            }

            await SignInAsync(fresh, patience.Token);
            if (!server.Pipelining)
            {
                fresh.Capabilities &= ~SmtpCapabilities.Pipelining;
            }

            client = fresh;
            return fresh;
        }
        catch
        {
            fresh.Dispose();
            throw;
        }
    }

    private async Task SignInAsync(SmtpClient fresh, CancellationToken cancellationToken)
    {
        if (server is not { User: { } user, Password: { } password })
        {
            return;
        }

        if (!fresh.IsSecure)
        {
            throw new AuthenticationException("the server offers no STARTTLS, and credentials are never sent in clear");
        }

        await fresh.AuthenticateAsync(user, password, cancellationToken);
    }

    private SecureSocketOptions Options => server.Encryption switch
    {
        SmtpEncryption.Implicit => SecureSocketOptions.SslOnConnect,
        SmtpEncryption.Required => SecureSocketOptions.StartTls,
        SmtpEncryption.Opportunistic => SecureSocketOptions.StartTlsWhenAvailable,
        _ => SecureSocketOptions.None,
    };

    private void Drop()
    {
        client?.Dispose();
        client = null;
    }
}
