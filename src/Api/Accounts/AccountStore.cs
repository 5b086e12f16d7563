using Npgsql;

namespace StatusLevels.Api.Accounts;

/// <summary>The local accounts in PostgreSQL.</summary>
internal sealed class AccountStore(NpgsqlDataSource database, TimeProvider time)
{
    // Any constant will do, as long as it stays the same.
    private const long FirstAdminLock = 0x736C_6164_6D69_6E31;

    private const string FindByEmail = """
        select id, email, display_name, platform_role, case when disabled_at is null then password_hash end
        from statuslevels.users
        where email_key = $1
        """;

    private const string ReplaceHash = "update statuslevels.users set password_hash = $2 where id = $1 and password_hash = $3";

    private const string AnyAdmin = """
        select exists (select from statuslevels.users where platform_role = 'platform_admin' and disabled_at is null)
        """;

    private const string MakeAdmin = """
        insert into statuslevels.users (id, email, email_key, display_name, password_hash, platform_role, created_at)
        values ($1, $2, $3, $4, $5, 'platform_admin', $6)
        on conflict (email_key) do update
        set platform_role = excluded.platform_role, password_hash = excluded.password_hash, disabled_at = null
        """;

    /// <summary>The account and the hash of its password; the hash is null when nobody may sign in with one.</summary>
    public async Task<(UserAccount Account, string? PasswordHash)?> FindAsync(string email, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(FindByEmail);
        command.Parameters.Add(new() { Value = EmailAddress.Key(email) });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? (new(reader.GetGuid(0), reader.GetString(1), reader.GetString(2), reader.IsDBNull(3) ? null : reader.GetString(3)),
                reader.IsDBNull(4) ? null : reader.GetString(4))
            : null;
    }

    /// <summary>Replaces a hash made with older settings, unless the password was changed meanwhile.</summary>
    public async Task ReplaceHashAsync(Guid userId, string oldHash, string newHash, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(ReplaceHash);
        command.Parameters.Add(new() { Value = userId });
        command.Parameters.Add(new() { Value = newHash });
        command.Parameters.Add(new() { Value = oldHash });
        await command.ExecuteNonQueryAsync(cancellationToken);
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
    public async Task<bool> CreateFirstAdminAsync(string email, string displayName, string passwordHash, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using (var locked = new NpgsqlCommand("select pg_advisory_xact_lock($1)", connection, transaction))
        {
            locked.Parameters.Add(new() { Value = FirstAdminLock });
            await locked.ExecuteNonQueryAsync(cancellationToken);
        }

        await using (var exists = new NpgsqlCommand(AnyAdmin, connection, transaction))
        {
            if (await exists.ExecuteScalarAsync(cancellationToken) is true)
            {
                return false;
            }
        }

        await using (var insert = new NpgsqlCommand(MakeAdmin, connection, transaction))
        {
            var now = time.GetUtcNow();
            insert.Parameters.Add(new() { Value = Guid.CreateVersion7(now) });
            insert.Parameters.Add(new() { Value = email });
            insert.Parameters.Add(new() { Value = EmailAddress.Key(email) });
            insert.Parameters.Add(new() { Value = displayName });
            insert.Parameters.Add(new() { Value = passwordHash });
            insert.Parameters.Add(new() { Value = now });
            await insert.ExecuteNonQueryAsync(cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        return true;
    }
}
