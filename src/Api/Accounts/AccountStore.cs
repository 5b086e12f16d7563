using System.Globalization;
using Npgsql;
using StatusLevels.Api.Audit;
using StatusLevels.Api.Sessions;
using StatusLevels.Silo.Sql;

namespace StatusLevels.Api.Accounts;

/// <summary>The local accounts in PostgreSQL.</summary>
internal sealed class AccountStore(NpgsqlDataSource database, AuditedChanges changes)
{
    /// <summary>
    /// Held by whoever makes the first platform admin, or may take one away. Any constant will do, as long as it stays the same.
    /// </summary>
    public const long AdminsLock = 0x736C_6164_6D69_6E31;

    // Hashes stay in the database, which compares them: the role that serves requests learns how they were made.
    private const string FindByEmail = """
        select id, email, display_name, platform_role, locale, statuslevels.password_recipe_of(email_key)
        from statuslevels.users
        where email_key = $1
        """;

    private const string SetLocale = "update statuslevels.users set locale = $2 where id = $1";

    private const string Opens = "select statuslevels.password_opens($1, $2)";

    private const string ReplaceHash = "select statuslevels.replace_password_hash($1, $2, $3)";

    private const string AnyAdmin = """
        select exists (select from statuslevels.users where platform_role = 'platform_admin' and disabled_at is null)
        """;

    // What is written is named by its parameter: reading "excluded" would take the right to read the column.
    private const string MakeAdmin = $"""
        insert into statuslevels.users (id, email, email_key, display_name, password_hash, platform_role, created_at)
        values ($1, $2, $3, $4, $5, 'platform_admin', $6)
        on conflict (email_key) do update set platform_role = 'platform_admin', password_hash = $5, disabled_at = null
        returning {UserList.Columns}
        """;

    private const string FindAccount = $"select {UserList.Columns} from statuslevels.users where email_key = $1 for update";

    /// <summary>The account with this address, however it is spelled.</summary>
    public async Task<FoundAccount?> FindAsync(string email, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(FindByEmail).With(EmailAddress.Key(email));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? new(
                new(reader.GetGuid(0), reader.GetString(1), reader.GetString(2), reader.TextOrNull(3), reader.TextOrNull(4)),
                HashRecipe.Read(reader.IsDBNull(5) ? null : reader.GetFieldValue<byte[]>(5)))
            : null;
    }

    /// <summary>The language that the account is written to in; null: that of the organization.</summary>
    public async Task SetLocaleAsync(Guid userId, string? locale, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(SetLocale).With(userId, SqlValue.Text(locale));
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Whether this key, derived from a password, opens the account; no account has the empty id.</summary>
    public async Task<bool> OpensAsync(Guid userId, byte[] derivedKey, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Opens).With(userId, derivedKey);
        return await command.ExecuteScalarAsync(cancellationToken) is true;
    }

    /// <summary>Replaces a hash made in an older way; false when the password was changed meanwhile.</summary>
    public async Task<bool> ReplaceHashAsync(Guid userId, byte[] derivedKey, string newHash, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(ReplaceHash).With(userId, derivedKey, newHash);
        return await command.ExecuteScalarAsync(cancellationToken) is true;
    }

    public async Task<bool> HasPlatformAdminAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(AnyAdmin);
        return (bool)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>
    /// Makes the first platform admin; false when there is one already, also when several nodes try at once.
    /// An account with this address becomes the admin, with the given password.
    /// </summary>
    public async Task<bool> CreateFirstAdminAsync(
        string email, string displayName, string passwordHash, CancellationToken cancellationToken)
    {
        var (isMade, _) = await changes.RunAsync<bool>(
            AuditOrigin.System,
            async change =>
            {
                await change.LockAsync(AdminsLock);
                if (await change.IsTrueAsync(AnyAdmin))
                {
                    return (false, null);
                }

                var before = await ReadAsync(change, FindAccount, EmailAddress.Key(email));
                var after = await ReadAsync(
                    change, MakeAdmin, Guid.CreateVersion7(change.Now), email, EmailAddress.Key(email), displayName, passwordHash,
                    change.Now);
                await change.ExecuteAsync(SessionStore.RevokeAll, after!.Id, change.Now);
                await change.AuditAsync(
                    before is null ? AuditActions.UserCreated : AuditActions.UserUpdated,
                    AuditSubjects.User,
                    after.Id.ToString("D", CultureInfo.InvariantCulture),
                    before is null ? null : AuditedUser.Of(before),
                    AuditedUser.Of(after, newPassword: true));
                return (true, null);
            },
            cancellationToken);
        return isMade;
    }

    private static async Task<UserReply?> ReadAsync(AuditedChange change, string sql, params object?[] parameters)
    {
        await using var command = change.Command(sql, parameters);
        return await command.ReadOneAsync(UserList.Read, change.CancellationToken);
    }
}
