using StatusLevels.Api.Accounts;
using StatusLevels.Api.Idempotency;

namespace StatusLevels.Api.Sessions;

/// <summary>A session that was just opened.</summary>
internal sealed record OpenedSession(UserAccount Account, byte[] Token, DateTimeOffset ExpiresAt);

/// <summary>E-mail address and password → a session.</summary>
internal sealed partial class SignIn(
    AccountStore accounts, SessionStore sessions, Passwords passwords, PasswordCheck check, ILogger<SignIn> logger)
{
    /// <summary>The account with this address.</summary>
    public Task<FoundAccount?> FindAsync(string email, CancellationToken cancellationToken) => accounts.FindAsync(email, cancellationToken);

    /// <summary>
    /// Null when there is no account or the password is wrong: both take the same time, and look the same. The sessions that the browser
    /// had so far (<paramref name="replacedTokens"/>) end.
    /// </summary>
    public async Task<OpenedSession?> OpenAsync(
        string email,
        FoundAccount? found,
        string password,
        IEnumerable<byte[]> replacedTokens,
        KeyedRequest? keyed,
        CancellationToken cancellationToken)
    {
        if (await TryAsync(found, password, keyed, cancellationToken) is not { } opened)
        {
            // Another sign-in may have renewed the hash meanwhile, or the password was changed: what is stored now decides.
            var now = await FindAsync(email, cancellationToken);
            if (now?.Recipe is { } recipe && !recipe.IsSame(found?.Recipe))
            {
                return await OpenAsync(email, now, password, replacedTokens, keyed, cancellationToken);
            }

            LogRefused(logger);
            return null;
        }

        foreach (var replaced in replacedTokens)
        {
            await sessions.RevokeAsync(SessionCookie.Hash(replaced), keyed: null, CancellationToken.None);
        }

        LogOpened(logger, opened.Account.Id);
        return opened;
    }

    private async Task<OpenedSession?> TryAsync(
        FoundAccount? found, string password, KeyedRequest? keyed, CancellationToken cancellationToken)
    {
        if (await check.OpenAsync(found, password, cancellationToken) is not { } derived)
        {
            return null;
        }

        // What is written from here on is brought to its end, whether or not the caller waits for it.
        var (account, token) = (found!.Account, SessionCookie.NewToken());
        if (await sessions.OpenAsync(SessionCookie.Hash(token), account.Id, derived.Key, keyed, CancellationToken.None) is not { } expires)
        {
            return null;
        }

        if (derived.IsOutdated)
        {
            await accounts.ReplaceHashAsync(account.Id, derived.Key, passwords.Hash(password), CancellationToken.None);
        }

        return new(account, token, expires);
    }

    [LoggerMessage(1, LogLevel.Information, "User {UserId} signed in")]
    private static partial void LogOpened(ILogger logger, Guid userId);

    [LoggerMessage(2, LogLevel.Information, "A sign-in was refused")]
    private static partial void LogRefused(ILogger logger);
}
