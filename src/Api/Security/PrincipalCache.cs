using System.Collections.Frozen;
using System.Globalization;
using Npgsql;
using StatusLevels.Api.Sessions;
using StatusLevels.Silo.Sql;

namespace StatusLevels.Api.Security;

/// <summary>
/// Who callers are and what they may do, as the database says, remembered for 10 s, for 60 s while it is away. Whoever changes an account,
/// a membership or a key tells this node of it, after the commit; other nodes know within 10 s.
/// </summary>
internal sealed class PrincipalCache
{
    private const int MostUsers = 10_000;
    private const int MostKeys = 1_000;

    private const string FindAccount = "select platform_role, disabled_at is not null from statuslevels.users where id = $1";

    private const string FindMemberships = "select organization_id, role from statuslevels.organization_members where user_id = $1";

    private const string FindKey = "select id, scopes, expires_at, last_used_at from statuslevels.find_api_key($1, $2)";

    private readonly NpgsqlDataSource database;
    private readonly SessionStore sessions;
    private readonly TimeProvider time;
    private readonly BriefMemory<string, UserRights> users;
    private readonly BriefMemory<string, KnownServiceKey> keys;

    public PrincipalCache(NpgsqlDataSource database, SessionStore sessions, TimeProvider time)
    {
        this.database = database;
        this.sessions = sessions;
        this.time = time;
        users = new(time, MostUsers, LoadUserAsync);
        keys = new(time, MostKeys, LoadKeyAsync);
    }

    /// <summary>What this user may do; nothing when nobody knows the id.</summary>
    public async ValueTask<UserRights> UserAsync(string userId, CancellationToken cancellationToken) =>
        (await users.GetAsync(userId, cancellationToken))!;

    /// <summary>The key with this hash, while it is valid.</summary>
    public async ValueTask<KnownServiceKey?> KeyAsync(byte[] keyHash, CancellationToken cancellationToken)
    {
        var key = await keys.GetAsync(Convert.ToHexString(keyHash), cancellationToken);
        return key?.ExpiresAt <= time.GetUtcNow() ? null : key;
    }

    /// <summary>The key with this hash was valid not long ago. No question is asked.</summary>
    public bool RemembersKey(byte[] keyHash) => keys.Remembers(Convert.ToHexString(keyHash));

    /// <summary>The account, its sessions or a membership of this user changed. Call it after the commit.</summary>
    public void Forget(string userId)
    {
        users.Forget(userId);
        sessions.Forget(userId);
    }

    /// <summary>This key was revoked or changed. Call it after the commit.</summary>
    public void ForgetKey(Guid keyId) => keys.ForgetWhere(key => key.Id == keyId);

    private async Task<UserRights?> LoadUserAsync(string userId, CancellationToken cancellationToken)
    {
        await using var batch = database.CreateBatch();
        batch.BatchCommands.Add(new NpgsqlBatchCommand(FindAccount).With(AccountId(userId)));
        batch.BatchCommands.Add(new NpgsqlBatchCommand(FindMemberships).With(userId));
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        var hasAccount = await reader.ReadAsync(cancellationToken);
        var (role, isDisabled) = hasAccount
            ? (reader.IsDBNull(0) ? (PlatformRole?)null : reader.Member<PlatformRole>(0), reader.GetBoolean(1))
            : (null, false);
        await reader.NextResultAsync(cancellationToken);
        var memberships = new Dictionary<Guid, MemberRole>();
        while (await reader.ReadAsync(cancellationToken))
        {
            memberships.Add(reader.GetGuid(0), reader.Member<MemberRole>(1));
        }

        return new UserRights(isDisabled, isDisabled ? null : role, memberships.ToFrozenDictionary()) { HasAccount = hasAccount };
    }

    private async Task<KnownServiceKey?> LoadKeyAsync(string keyHash, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(FindKey).With(Convert.FromHexString(keyHash), time.GetUtcNow());
        return await command.ReadOneAsync(
            row => new KnownServiceKey(row.GetGuid(0), row.GetFieldValue<string[]>(1), row.InstantOrNull(2), row.InstantOrNull(3)),
            cancellationToken);
    }

    // User ids are opaque text; only the exact spelling of an account's id is that account. No account has the empty id.
    private static Guid AccountId(string userId) =>
        Guid.TryParseExact(userId, "D", out var id) && id.ToString("D", CultureInfo.InvariantCulture) == userId ? id : Guid.Empty;
}
