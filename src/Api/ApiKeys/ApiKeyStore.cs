using System.Globalization;
using Npgsql;
using StatusLevels.Api.Audit;
using StatusLevels.Silo.Sql;

namespace StatusLevels.Api.ApiKeys;

/// <summary>The service keys in PostgreSQL. Their hashes are written here and read by nobody: the database compares them itself.</summary>
internal sealed class ApiKeyStore(NpgsqlDataSource database, AuditedChanges changes, PrincipalCache cache)
{
    /// <summary>How many characters of a key may be shown: they tell keys apart, and leave more than 200 bits unknown.</summary>
    private const int ShownLength = 12;

    private const string Columns = "id, name, prefix, scopes, created_at, created_by, expires_at, last_used_at, revoked_at";

    private const string Insert = """
        insert into statuslevels.api_keys (id, name, key_hash, prefix, scopes, created_at, created_by, expires_at) values ($1, $2, $3, $4, $5, $6, $7, $8)
        """;

    // Ids begin with the time they were made at.
    private const string Page = $"select {Columns} from statuslevels.api_keys where $1 is null or id < $1 order by id desc limit $2";

    private const string One = $"select {Columns} from statuslevels.api_keys where id = $1";

    private const string Lock = $"{One} for update";

    private const string Revoke = "update statuslevels.api_keys set revoked_at = $2 where id = $1";

    /// <summary>Makes a key. What is returned is all that there will ever be of the key itself.</summary>
    public async Task<NewApiKeyReply> CreateAsync(
        string name, IReadOnlyList<string> scopes, DateTimeOffset? expiresAt, AuditOrigin origin, CancellationToken cancellationToken)
    {
        var key = ServiceKey.New();
        var (made, _) = await changes.RunAsync<NewApiKeyReply>(
            origin,
            async change =>
            {
                var made = new NewApiKeyReply
                {
                    Id = Guid.CreateVersion7(change.Now),
                    Key = key,
                    Name = name,
                    Prefix = key[..ShownLength],
                    Scopes = scopes,
                    CreatedAt = change.Now,
                    ExpiresAt = expiresAt,
                };
                await change.ExecuteAsync(
                    Insert, made.Id, name, ServiceKey.Hash(key), made.Prefix, scopes.ToArray(), change.Now, change.Origin.Actor.Id,
                    expiresAt);
                await change.AuditAsync(
                    AuditActions.ApiKeyCreated, AuditSubjects.ApiKey, Text(made.Id), null,
                    new AuditedApiKey(name, made.Prefix, scopes, expiresAt, RevokedAt: null));
                return (made, null);
            },
            cancellationToken,
            holdsSecret: true);
        return made!;
    }

    public async Task<ApiKeyReply?> FindAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(One).With(id);
        return await command.ReadOneAsync(Read, cancellationToken);
    }

    /// <summary>The keys, newest first, revoked and expired ones too.</summary>
    public async Task<IReadOnlyList<ApiKeyReply>> ReadAsync(Guid? after, int take, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Page).With(SqlValue.Uuid(after), take);
        return await command.ReadAllAsync(Read, cancellationToken);
    }

    /// <summary>Ends a key for good. One that was revoked before stays as it was.</summary>
    public async Task<(ApiKeyReply? Key, AdminRefusal? Refusal)> RevokeAsync(
        Guid id, AuditOrigin origin, CancellationToken cancellationToken)
    {
        var outcome = await changes.RunAsync<ApiKeyReply>(origin, change => RevokeAsync(change, id), cancellationToken);
        cache.ForgetKey(id);
        return outcome;
    }

    private static async Task<(ApiKeyReply? Key, AdminRefusal? Refusal)> RevokeAsync(AuditedChange change, Guid id)
    {
        await using var command = change.Command(Lock, id);
        if (await command.ReadOneAsync(Read, change.CancellationToken) is not { } before)
        {
            return (null, AdminRefusal.NotFound);
        }

        if (before.RevokedAt is not null)
        {
            return (before, null);
        }

        var after = before with { RevokedAt = change.Now };
        await change.ExecuteAsync(Revoke, id, change.Now);
        await change.AuditAsync(
            AuditActions.ApiKeyRevoked, AuditSubjects.ApiKey, Text(id), AuditedApiKey.Of(before), AuditedApiKey.Of(after));
        return (after, null);
    }

    private static ApiKeyReply Read(NpgsqlDataReader row) => new()
    {
        Id = row.GetGuid(0),
        Name = row.GetString(1),
        Prefix = row.GetString(2),
        Scopes = row.GetFieldValue<string[]>(3),
        CreatedAt = row.Instant(4),
        CreatedBy = row.GetString(5),
        ExpiresAt = row.InstantOrNull(6),
        LastUsedAt = row.InstantOrNull(7),
        RevokedAt = row.InstantOrNull(8),
    };

    private static string Text(Guid id) => id.ToString("D", CultureInfo.InvariantCulture);
}
