using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;
using StatusLevels.Api.Accounts;
using StatusLevels.Api.Settings;

namespace StatusLevels.Api.Security;

/// <summary>Bounds the tries to sign in, for each address and for each account: guessing is slow from one place and from many.</summary>
internal sealed class SignInLimiter : IDisposable
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly PartitionedRateLimiter<string> addresses;
    private readonly PartitionedRateLimiter<string> accounts;

    public SignInLimiter(ApiSettings settings)
    {
        addresses = Create(settings.SignInPerMinute);
        accounts = Create(settings.SignInPerMinute);
    }

    /// <summary>How long to wait, when this try is one too many. The address goes first, so that one place cannot fill the table of accounts.</summary>
    public TimeSpan? Refuse(IPAddress? address, string email) => Refuse(addresses, Key(address)) ?? Refuse(accounts, EmailAddress.Key(email));

    public void Dispose()
    {
        addresses.Dispose();
        accounts.Dispose();
    }

    private static TimeSpan? Refuse(PartitionedRateLimiter<string> limiter, string key)
    {
        using var lease = limiter.AttemptAcquire(key);
        return lease.IsAcquired ? null : lease.TryGetMetadata(MetadataName.RetryAfter, out var pause) ? pause : Window;
    }

    /// <summary>Whoever has one IPv6 address has the 2^64 of its network.</summary>
    private static string Key(IPAddress? address) =>
        address switch
        {
            null => string.Empty,
            { IsIPv4MappedToIPv6: true } => address.MapToIPv4().ToString(),
            { AddressFamily: AddressFamily.InterNetworkV6 } => Convert.ToHexString(address.GetAddressBytes().AsSpan(0, 8)),
            _ => address.ToString(),
        };

    private static PartitionedRateLimiter<string> Create(int permits) =>
        PartitionedRateLimiter.Create<string, string>(key => RateLimitPartition.GetFixedWindowLimiter(
            key,
            _ => new FixedWindowRateLimiterOptions { PermitLimit = permits, Window = Window, QueueLimit = 0 }));
}
