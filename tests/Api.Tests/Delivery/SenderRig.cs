using System.Security.Cryptography;
using Microsoft.Extensions.Configuration;
using StatusLevels.Api.Delivery;
using StatusLevels.Api.Delivery.Webhooks;
using StatusLevels.Api.Settings;

namespace StatusLevels.Api.Tests.Delivery;

/// <summary>The sender of webhooks by itself, with settings and names of a test's choice.</summary>
internal sealed class SenderRig : IDisposable
{
    private readonly ReceiverConnections connections;
    private readonly WebhookSender sender;

    public SenderRig(bool isDevelopment = true, IHostAddresses? hosts = null, params (string Name, string Value)[] settings)
    {
        var read = Settings(isDevelopment, settings);
        Rules = new(read);
        connections = new(hosts ?? new SystemHostAddresses(), Rules);
        sender = new(connections, new WebhookEnvelope(read), new WebhookSigningKeys([Seed]), TimeProvider.System);
    }

    public static byte[] Seed { get; } = SHA256.HashData("a seed of the tests"u8);

    public static byte[] Secret { get; } = SHA256.HashData("a secret of the tests"u8);

    public ReceiverRules Rules { get; }

    public static ApiSettings Settings(bool isDevelopment, params (string Name, string Value)[] settings) =>
        new SettingsReader(
            new ConfigurationBuilder()
                .AddInMemoryCollection([new("SESSION_SECRET_KEY", "mQ4v0tZ8rLx2Jc7WnB5kGy1HsEd9uPaF3iTo")])
                .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create<string, string?>(setting.Name, setting.Value)))
                .Build(),
            isDevelopment).Read();

    public static WebhookTarget Target(Uri url, bool isOfPlatform = false) => new()
    {
        Id = Guid.NewGuid(),
        OrganizationId = null,
        IsOfPlatform = isOfPlatform,
        Url = url,
        ContentType = "application/json",
        MaxInFlight = 8,
        Secret = Secret,
    };

    public static DueDelivery Delivery(string data = """{"level": "B"}""", long? previous = 2, bool isReplay = false) => new()
    {
        Id = Guid.NewGuid(),
        CreatedAt = TimeProvider.System.GetUtcNow(),
        PreviousNumber = previous,
        Replay = isReplay,
        Event = new(
            "0b9f6c1e-6c0e-4c8e-9d43-5f0a2f7c1a11/0/3", "status.level.granted", new Guid("0b9f6c1e-6c0e-4c8e-9d43-5f0a2f7c1a11"), 0, 3,
            new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero), data, """{"version": 1}"""),
    };

    public Task<Attempt> SendAsync(
        WebhookTarget target, DueDelivery? delivery = null, TimeSpan? patience = null, CancellationToken? cancellationToken = null) =>
        sender.SendAsync(
            target, delivery ?? Delivery(), patience ?? WebhookSender.Patience, cancellationToken ?? TestContext.Current.CancellationToken);

    public void Dispose() => connections.Dispose();
}
