using System.Net;
using StatusLevels.Api.Accounts;
using StatusLevels.Api.Settings;

namespace StatusLevels.Api.Limits;

/// <summary>
/// Bounds the tries to sign in, so that guessing is slow from one place and from many, and nobody's guessing keeps anybody else out: tries
/// are counted by address, and by account in each network. What an account is tried from everywhere only slows strangers down, and a device
/// on which somebody signed in to it before is counted for itself. What is remembered is bounded; when it is full, the oldest begins anew.
/// </summary>
internal sealed class SignInLimiter : IDisposable
{
    /// <summary>How many keys each of the counters remembers for a minute: some 10 MB each at most.</summary>
    private const int Remembered = 100_000;

    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly AttemptCounter addresses;
    private readonly AttemptCounter accountsInNetworks;
    private readonly AttemptCounter devices;

    // Made-up accounts look the same from outside, and have a table of their own: they cannot fill the one that real ones need.
    private readonly AttemptCounter realAccounts;
    private readonly AttemptCounter madeUpAccounts;
    private readonly PasswordDesk desk;

    public SignInLimiter(ApiSettings settings, TimeProvider time)
    {
        desk = new(Math.Max(1, Environment.ProcessorCount - 1), time);
        (addresses, accountsInNetworks, devices, realAccounts, madeUpAccounts) = (Counter(), Counter(), Counter(), Counter(), Counter());

        AttemptCounter Counter() => new(settings.SignInPerMinute, Window, Remembered, time) { ForgetsOldest = true };
    }

    /// <summary>How long to wait, when this try is one too many.</summary>
    /// <param name="address">Where it comes from.</param>
    /// <param name="email">The account that it names.</param>
    /// <param name="device">The device, if this account was signed in to on it.</param>
    public TimeSpan? Refuse(IPAddress? address, string email, UInt128? device) => device is { } known
        ? devices.Refuse(known)
        : addresses.Refuse(ClientAddress.Key(address))
            ?? accountsInNetworks.Refuse($"{ClientAddress.Network(address)} {EmailAddress.Key(email)}");

    /// <summary>Waits for its turn to look at a password; null when it gets none.</summary>
    /// <param name="address">Where the try comes from.</param>
    /// <param name="email">The account that it names.</param>
    /// <param name="isKnownDevice">It was signed in to there.</param>
    /// <param name="exists">There is such an account.</param>
    /// <param name="cancellationToken">The caller has left.</param>
    public ValueTask<IDisposable?> EnterAsync(
        IPAddress? address, string email, bool isKnownDevice, bool exists, CancellationToken cancellationToken)
    {
        var account = EmailAddress.Key(email);
        return desk.EnterAsync(isKnownDevice ? new(Line: account, account, IsKnown: true, IsPaced: false) : Stranger(), cancellationToken);

        DeskGuest Stranger()
        {
            var isPaced = (exists ? realAccounts : madeUpAccounts).Refuse(account) is not null;
            return new(Line: ClientAddress.Network(address), account, IsKnown: false, isPaced);
        }
    }

    public void Dispose() => desk.Dispose();
}
