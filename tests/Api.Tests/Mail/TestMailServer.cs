using System.Buffers;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using MimeKit;
using SmtpServer;
using SmtpServer.Authentication;
using SmtpServer.ComponentModel;
using SmtpServer.Mail;
using SmtpServer.Protocol;
using SmtpServer.Storage;

namespace StatusLevels.Api.Tests.Mail;

/// <summary>A mail server in this process, on a free port of the loopback address.</summary>
internal sealed class TestMailServer : MessageStore, IMailboxFilter, IUserAuthenticator, IAsyncDisposable
{
    private readonly CancellationTokenSource stop = new();
    private readonly ConcurrentQueue<MimeMessage> taken = [];
    private Task running = Task.CompletedTask;

    public int Port { get; private init; }

    public string Url => $"smtp://127.0.0.1:{Port}";

    public IReadOnlyList<MimeMessage> Taken => [.. taken];

    /// <summary>What the server answers to a recipient; null: takes it.</summary>
    public Func<string, SmtpResponse?> Refuses { get; set; } = _ => null;

    /// <summary>What the server answers to a whole message; null: takes it.</summary>
    public Func<MimeMessage, SmtpResponse?> RefusesMessage { get; set; } = _ => null;

    public static TestMailServer Start(int? port = null)
    {
        var server = new TestMailServer { Port = port ?? FreePort() };
        var options = new SmtpServerOptionsBuilder()
            .ServerName("mail.test")
            .Endpoint(endpoint => endpoint.Endpoint(new IPEndPoint(IPAddress.Loopback, server.Port)).AllowUnsecureAuthentication())
            .Build();
        var services = new ServiceProvider();
        services.Add((IMessageStore)server);
        services.Add((IMailboxFilter)server);
        services.Add((IUserAuthenticator)server);
        server.running = new SmtpServer.SmtpServer(options, services).StartAsync(server.stop.Token);
        return server;
    }

    /// <summary>The mails to this address.</summary>
    public IReadOnlyList<MimeMessage> To(string address) =>
        [.. taken.Where(
            message => message.To.Mailboxes.Any(mailbox => string.Equals(mailbox.Address, address, StringComparison.OrdinalIgnoreCase)))];

    public override async Task<SmtpResponse> SaveAsync(
        ISessionContext context, IMessageTransaction transaction, ReadOnlySequence<byte> buffer, CancellationToken cancellationToken)
    {
        using var text = new MemoryStream(buffer.ToArray());
        var message = await MimeMessage.LoadAsync(text, cancellationToken);
        if (RefusesMessage(message) is { } refused)
        {
            return refused;
        }

        taken.Enqueue(message);
        return SmtpResponse.Ok;
    }

    public Task<bool> CanAcceptFromAsync(ISessionContext context, IMailbox from, int size, CancellationToken cancellationToken) =>
        Task.FromResult(true);

    public Task<bool> CanDeliverToAsync(ISessionContext context, IMailbox to, IMailbox from, CancellationToken cancellationToken) =>
        Refuses($"{to.User}@{to.Host}") is { } refused ? throw new SmtpResponseException(refused) : Task.FromResult(true);

    public Task<bool> AuthenticateAsync(ISessionContext context, string user, string password, CancellationToken cancellationToken) =>
        Task.FromResult(false);

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        try
        {
            await running;
        }
        catch (OperationCanceledException)
        {
            // That is how it ends.
        }

        stop.Dispose();
    }

    internal static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
