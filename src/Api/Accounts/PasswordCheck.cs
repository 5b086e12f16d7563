namespace StatusLevels.Api.Accounts;

/// <summary>Looks at a password.</summary>
internal sealed class PasswordCheck(AccountStore accounts, Passwords passwords)
{
    /// <summary>What opens the account; null for the wrong password, after the same work as for an account that nobody has.</summary>
    public async Task<DerivedKey?> OpenAsync(FoundAccount? found, string password, CancellationToken cancellationToken)
    {
        // No account has the empty id; the question is asked all the same.
        var account = found is { Recipe: not null } ? found.Account.Id : Guid.Empty;
        foreach (var derived in passwords.Derive(found?.Recipe, password))
        {
            if (await accounts.OpensAsync(account, derived.Key, cancellationToken))
            {
                return derived;
            }
        }

        return null;
    }
}
