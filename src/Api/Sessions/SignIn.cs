using StatusLevels.Api.Accounts;
using StatusLevels.Api.Idempotency;

namespace StatusLevels.Api.Sessions;

/// <summary>A session that was just opened.</summary>
internal sealed record OpenedSession(UserAccount Account, byte[] Token, DateTimeOffset ExpiresAt);

/// <summary>E-mail address and password → a session.</summary>
internal sealed partial class SignIn(AccountStore accounts, SessionStore sessions, Passwords passwords, ILogger<SignIn> logger)
{
    /// <summary>
    /// Null when the address or the password is wrong: both take the same time, and look the same. The session that the browser
    /// had so far (<paramref name="replacedToken"/>) ends.
    /// </summary>
    public async Task<OpenedSession?> OpenAsync(string email, string password, byte[]? replacedToken, KeyedRequest? keyed, CancellationToken cancellationToken)
    {
        var found = await accounts.FindAsync(email, cancellationToken);
        if (!passwords.Verify(found?.PasswordHash, password, out var outdated) || found is not { Account: var account, PasswordHash: { } hash })
        {
            LogRefused(logger);
            return null;
        }

        // What is written from here on is brought to its end, whether or not the caller waits for it.
        if (outdated)
        {
            var renewed = passwords.Hash(password);
            if (!await accounts.ReplaceHashAsync(account.Id, hash, renewed, CancellationToken.None))
            {
                // Another sign-in has renewed it, or the password was changed: what is stored now decides.
                return await OpenAsync(email, password, replacedToken, keyed, cancellationToken);
            }

            hash = renewed;
        }

        var token = SessionCookie.NewToken();
        if (await sessions.OpenAsync(SessionCookie.Hash(token), account.Id, hash, keyed, CancellationToken.None) is not { } expires)
        {
            LogRefused(logger);
            return null;
        }

        if (replacedToken is not null)
        {
            await sessions.RevokeAsync(SessionCookie.Hash(replacedToken), keyed: null, CancellationToken.None);
        }

        LogOpened(logger, account.Id);
        return new(account, token, expires);
    }

    [LoggerMessage(1, LogLevel.Information, "User {UserId} signed in")]
    private static partial void LogOpened(ILogger logger, Guid userId);

    [LoggerMessage(2, LogLevel.Information, "A sign-in was refused")]
    private static partial void LogRefused(ILogger logger);
}
