using System.Net;
using System.Threading.RateLimiting;
using StatusLevels.Api.Accounts;
using StatusLevels.Api.Settings;

namespace StatusLevels.Api.Limits;

/// <summary>
/// Bounds the tries to sign in, for each address and for each account: guessing is slow from one place and from many. Looking at a password
/// is expensive on purpose, so few are looked at at once, and the rest of the product goes on.
/// </summary>
internal sealed class SignInLimiter(ApiSettings settings, TimeProvider time) : IDisposable
{
    /// <summary>How many addresses, and how many accounts, are remembered for a minute: some 10 MB each at most.</summary>
    private const int Remembered = 100_000;

    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly AttemptCounter addresses = new(settings.SignInPerMinute, Window, Remembered, time);
    private readonly AttemptCounter accounts = new(settings.SignInPerMinute, Window, Remembered, time);
    private readonly ConcurrencyLimiter desk = new(new()
    {
        PermitLimit = Math.Max(1, Environment.ProcessorCount - 1),
        QueueLimit = 32,
        QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
    });

    /// <summary>How long to wait, when this try is one too many. The address goes first, so that one place cannot fill the table of accounts.</summary>
    public TimeSpan? Refuse(IPAddress? address, string email) => addresses.Refuse(ClientAddress.Key(address)) ?? accounts.Refuse(EmailAddress.Key(email));

    /// <summary>Waits for its turn to look at a password; the lease is not acquired when too many wait already.</summary>
    public ValueTask<RateLimitLease> EnterAsync(CancellationToken cancellationToken) => desk.AcquireAsync(1, cancellationToken);

    public void Dispose() => desk.Dispose();
}
