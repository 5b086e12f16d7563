using Npgsql;

namespace StatusLevels.Api.Accounts;

/// <summary>A live session and whose it is.</summary>
internal sealed record Session(UserAccount Account, DateTimeOffset ExpiresAt, bool WasExtended);

/// <summary>The sessions in PostgreSQL, found by the hash of their token.</summary>
internal sealed class SessionStore(NpgsqlDataSource database, TimeProvider time)
{
    /// <summary>A session ends this long after it was last seen.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(14);

    /// <summary>How exactly "last seen" is kept: a write per request would cost more than it tells.</summary>
    private static readonly TimeSpan Resolution = TimeSpan.FromHours(1);

    private const string Insert = """
        insert into statuslevels.sessions (token_hash, user_id, created_at, last_seen_at, expires_at) values ($1, $2, $3, $3, $4)
        """;

    private const string Find = """
        select u.id, u.email, u.display_name, u.platform_role, s.last_seen_at, s.expires_at
        from statuslevels.sessions s join statuslevels.users u on u.id = s.user_id
        where s.token_hash = $1 and s.revoked_at is null and s.expires_at > $2 and u.disabled_at is null
        """;

    private const string Extend = """
        update statuslevels.sessions set last_seen_at = $2, expires_at = $3 where token_hash = $1 and revoked_at is null and last_seen_at < $2
        """;

    private const string Revoke = "update statuslevels.sessions set revoked_at = $2 where token_hash = $1 and revoked_at is null";

    /// <summary>A few at a time: each sign-in leaves behind no more than it clears away.</summary>
    private const string RemoveExpired = """
        delete from statuslevels.sessions
        where token_hash in (select token_hash from statuslevels.sessions where expires_at <= $1 order by expires_at limit 20 for update skip locked)
        """;

    public async Task<DateTimeOffset> OpenAsync(byte[] tokenHash, Guid userId, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var batch = database.CreateBatch();
        batch.BatchCommands.Add(new(RemoveExpired) { Parameters = { new() { Value = now } } });
        batch.BatchCommands.Add(new(Insert)
        {
            Parameters = { new() { Value = tokenHash }, new() { Value = userId }, new() { Value = now }, new() { Value = now + Lifetime } },
        });
        await batch.ExecuteNonQueryAsync(cancellationToken);
        return now + Lifetime;
    }

    /// <summary>The session, if it is live; being seen moves its end.</summary>
    public async Task<Session?> FindAsync(byte[] tokenHash, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        UserAccount account;
        DateTimeOffset lastSeen;
        DateTimeOffset expires;
        await using (var command = database.CreateCommand(Find))
        {
            command.Parameters.Add(new() { Value = tokenHash });
            command.Parameters.Add(new() { Value = now });
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            if (!await reader.ReadAsync(cancellationToken))
            {
                return null;
            }

            account = new(reader.GetGuid(0), reader.GetString(1), reader.GetString(2), reader.IsDBNull(3) ? null : reader.GetString(3));
            lastSeen = reader.GetFieldValue<DateTimeOffset>(4);
            expires = reader.GetFieldValue<DateTimeOffset>(5);
        }

        if (now - lastSeen < Resolution)
        {
            return new(account, expires, WasExtended: false);
        }

        await using var extend = database.CreateCommand(Extend);
        extend.Parameters.Add(new() { Value = tokenHash });
        extend.Parameters.Add(new() { Value = now });
        extend.Parameters.Add(new() { Value = now + Lifetime });
        await extend.ExecuteNonQueryAsync(cancellationToken);
        return new(account, now + Lifetime, WasExtended: true);
    }

    public async Task RevokeAsync(byte[] tokenHash, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Revoke);
        command.Parameters.Add(new() { Value = tokenHash });
        command.Parameters.Add(new() { Value = time.GetUtcNow() });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
