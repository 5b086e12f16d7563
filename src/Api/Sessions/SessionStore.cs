using Npgsql;
using StatusLevels.Api.Idempotency;
using StatusLevels.Silo.Sql;

namespace StatusLevels.Api.Sessions;

/// <summary>
/// The sessions in PostgreSQL, found by the hash of their token. Found ones are remembered for 10 s, for 60 s while the database is away;
/// one that was ended here is forgotten at once.
/// </summary>
internal sealed class SessionStore
{
    private const int MostRemembered = 10_000;

    /// <summary>A session ends this long after it was last seen.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(14);

    /// <summary>And this long after sign-in, however much it is used.</summary>
    public static readonly TimeSpan LongestLife = TimeSpan.FromDays(30);

    /// <summary>
    /// A session that an issuer's word opened ends this long after it: what the issuer has taken back meanwhile is not known here.
    /// </summary>
    public static readonly TimeSpan IssuedLife = TimeSpan.FromHours(12);

    /// <summary>How exactly "last seen" is kept: a write per request would cost more than it tells.</summary>
    private static readonly TimeSpan Resolution = TimeSpan.FromHours(1);

    /// <summary>Ends all sessions of the account $1 at $2.</summary>
    public const string RevokeAll = "update statuslevels.sessions set revoked_at = $2 where user_id = $1 and revoked_at is null";

    /// <summary>Ends all sessions of the account $1 at $2, but for the one with the token hash $3.</summary>
    public const string RevokeOthers = $"{RevokeAll} and token_hash <> $3";

    /// <summary>Waits for whoever is changing the account; later changes wait for this session and then end it.</summary>
    private const string HoldAccount = "select from statuslevels.users where id = $1 for key share";

    // The password was looked at a moment ago: only one that still opens the account opens a session.
    private const string Insert = """
        insert into statuslevels.sessions (token_hash, user_id, created_at, last_seen_at, expires_at)
        select $1, u.id, $3, $3, $4
        from statuslevels.users as u
        where u.id = $2 and statuslevels.password_opens(u.id, $5)
        """;

    private const string InsertIssued = """
        insert into statuslevels.sessions
          (token_hash, issuer, subject, name, email, platform_role, created_at, last_seen_at, expires_at)
        values ($1, $2, $3, $4, $5, $6, $7, $7, $8)
        """;

    private const string Find = """
        select u.id, u.email, u.display_name, u.platform_role, s.last_seen_at, s.expires_at, s.created_at,
               s.issuer, s.subject, s.name, s.email, s.platform_role, u.locale
        from statuslevels.sessions s left join statuslevels.users u on u.id = s.user_id
        where s.token_hash = $1 and s.revoked_at is null and s.expires_at > $2 and s.created_at > $3 and u.disabled_at is null
        """;

    private const string RevokeAllIssued = """
        update statuslevels.sessions set revoked_at = $2 where subject = $1 and issuer = $3 and revoked_at is null
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

    private readonly NpgsqlDataSource database;
    private readonly TimeProvider time;
    private readonly KeptAnswers answers;
    private readonly BriefMemory<string, Session> remembered;

    public SessionStore(NpgsqlDataSource database, TimeProvider time, KeptAnswers answers)
    {
        this.answers = answers;
        this.database = database;
        this.time = time;
        remembered = new(time, MostRemembered, LoadAsync);
    }

    /// <summary>Opens a session; null when the account was removed, shut out or given another password since it was looked at.</summary>
    public Task<DateTimeOffset?> OpenAsync(
        byte[] tokenHash, Guid userId, byte[] derivedKey, KeyedRequest? keyed, CancellationToken cancellationToken) =>
        answers.RunAsync<DateTimeOffset?>(
            keyed,
            async transaction =>
            {
                var expires = await InsertAsync(transaction, tokenHash, userId, derivedKey, cancellationToken);
                return (expires, expires is not null);
            },
            holdsSecret: true, cancellationToken);

    private async Task<DateTimeOffset?> InsertAsync(
        NpgsqlTransaction transaction, byte[] tokenHash, Guid userId, byte[] derivedKey, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var batch = new NpgsqlBatch(transaction.Connection, transaction);
        batch.BatchCommands.Add(new NpgsqlBatchCommand(HoldAccount).With(userId));
        batch.BatchCommands.Add(new NpgsqlBatchCommand(RemoveExpired).With(now));
        var insert = new NpgsqlBatchCommand(Insert).With(tokenHash, userId, now, now + Lifetime, derivedKey);
        batch.BatchCommands.Add(insert);
        await batch.ExecuteNonQueryAsync(cancellationToken);
        return insert.RecordsAffected == 1 ? now + Lifetime : null;
    }

    /// <summary>Opens a session for whoever an issuer has just vouched for.</summary>
    public async Task<DateTimeOffset> OpenAsync(byte[] tokenHash, IssuerIdentity identity, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var batch = database.CreateBatch();
        batch.BatchCommands.Add(new NpgsqlBatchCommand(RemoveExpired).With(now));
        batch.BatchCommands.Add(new NpgsqlBatchCommand(InsertIssued).With(
            tokenHash, identity.Issuer, identity.Subject, identity.Name, SqlValue.Text(identity.Email),
            SqlValue.Word(identity.PlatformRole), now,
            now + IssuedLife));
        await batch.ExecuteNonQueryAsync(cancellationToken);
        return now + IssuedLife;
    }

    /// <summary>The session, if it is live; being seen moves its end.</summary>
    public async ValueTask<Session?> FindAsync(byte[] tokenHash, CancellationToken cancellationToken)
    {
        var session = await remembered.GetAsync(Convert.ToHexString(tokenHash), cancellationToken);
        return session?.ExpiresAt <= time.GetUtcNow() ? null : session;
    }

    /// <summary>Ends a session.</summary>
    public async Task RevokeAsync(byte[] tokenHash, KeyedRequest? keyed, CancellationToken cancellationToken)
    {
        try
        {
            await ExecuteAsync(Revoke, keyed, cancellationToken, tokenHash, time.GetUtcNow());
        }
        finally
        {
            // Also when nobody knows whether the database took note.
            remembered.Forget(Convert.ToHexString(tokenHash));
        }
    }

    /// <summary>Ends every session of whoever has this one, on whatever device.</summary>
    public async Task RevokeAllAsync(Session own, KeyedRequest? keyed, CancellationToken cancellationToken)
    {
        try
        {
            await (own.Identity is { } identity
                ? ExecuteAsync(RevokeAllIssued, keyed, cancellationToken, identity.Subject, time.GetUtcNow(), identity.Issuer)
                : ExecuteAsync(RevokeAll, keyed, cancellationToken, own.Account!.Id, time.GetUtcNow()));
        }
        finally
        {
            Forget(own.UserId);
        }
    }

    /// <summary>Something about this user changed: their sessions are read anew.</summary>
    public void Forget(string userId) =>
        remembered.ForgetWhere(session => session.UserId == userId);

    private async Task<Session?> LoadAsync(string tokenHash, CancellationToken cancellationToken)
    {
        var hash = Convert.FromHexString(tokenHash);
        var now = time.GetUtcNow();
        Session session;
        DateTimeOffset lastSeen;
        await using (var command = database.CreateCommand(Find).With(hash, now, now - LongestLife))
        {
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            if (!await reader.ReadAsync(cancellationToken))
            {
                return null;
            }

            lastSeen = reader.Instant(4);
            session = new(
                reader.IsDBNull(0)
                    ? null
                    : new(reader.GetGuid(0), reader.GetString(1), reader.GetString(2), reader.TextOrNull(3), reader.TextOrNull(12)),
                reader.IsDBNull(8)
                    ? null
                    : new(
                        reader.GetString(7), reader.GetString(8), reader.GetString(9), reader.TextOrNull(10),
                        reader.IsDBNull(11) ? null : reader.Member<PlatformRole>(11)),
                SignedInAt: reader.Instant(6),
                ExpiresAt: Earlier(reader.Instant(5), reader.Instant(6) + LongestLife),
                WasExtended: false,
                hash);
        }

        var expires = Earlier(now + Lifetime, session.SignedInAt + LongestLife);
        if (now - lastSeen < Resolution || session.Identity is not null)
        {
            return session;
        }

        await using var extend = database.CreateCommand(Extend).With(hash, now, expires);
        await extend.ExecuteNonQueryAsync(cancellationToken);
        return session with { ExpiresAt = expires, WasExtended = true };
    }

    private static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;

    // There is nothing to tell but that it was done.
    private Task<bool> ExecuteAsync(
        string statement, KeyedRequest? keyed, CancellationToken cancellationToken, params object[] values) =>
        answers.RunAsync<bool>(
            keyed,
            async transaction =>
            {
                await using var command = transaction.Command(statement).With(values);
                await command.ExecuteNonQueryAsync(cancellationToken);
                return (true, true);
            },
            holdsSecret: false, cancellationToken);
}
