using Microsoft.Extensions.Time.Testing;
using Npgsql;
using StatusLevels.Api.Security;
using StatusLevels.Api.Sessions;
using StatusLevels.Testing;

namespace StatusLevels.Api.Tests.Security;

/// <summary>What is remembered of callers, over a real database that goes away.</summary>
public sealed class PrincipalCacheTests : IAsyncLifetime
{
    private readonly FakeTimeProvider time = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly Guid organization = Guid.NewGuid();
    private readonly Guid account = Guid.NewGuid();
    private TestDatabase database = null!;
    private PostgresProxy proxy = null!;
    private NpgsqlDataSource source = null!;
    private SessionStore sessions = null!;
    private PrincipalCache principals = null!;

    public async ValueTask InitializeAsync()
    {
        database = await TestPostgres.CreateDatabaseAsync();
        proxy = PostgresProxy.Start(database.RuntimeConnectionString);
        source = NpgsqlDataSource.Create(proxy.ConnectionString);
        sessions = new(source, time, new(source, time));
        principals = new(source, sessions, time);
        await ExecuteAsync(
            "insert into users (id, email, email_key, display_name, platform_role, created_at) values ($1, 'a@example.org', 'a@example.org', 'A', 'platform_admin', now())", account);
        await ExecuteAsync(
            "insert into organization_members (organization_id, user_id, role, added_at) values ($1, $2, 'editor', now())", organization, account.ToString());
    }

    public async ValueTask DisposeAsync()
    {
        await source.DisposeAsync();
        await proxy.DisposeAsync();
        await database.DisposeAsync();
    }

    [Fact]
    public async Task A_user_is_an_account_and_memberships()
    {
        var known = await UserAsync();
        Assert.Equal(
            (false, PlatformRole.PlatformAdmin, MemberRole.Editor),
            (known.IsDisabled, known.PlatformRole, Assert.Single(known.Memberships).Value));

        foreach (
            var stranger in new[] { account.ToString().ToUpperInvariant(), account.ToString("N"), "auth0|somebody", Guid.Empty.ToString() })
        {
            var unknown = await principals.UserAsync(stranger, CancellationToken.None);
            Assert.Equal((false, null, 0), (unknown.IsDisabled, unknown.PlatformRole, unknown.Memberships.Count));
        }
    }

    [Fact]
    public async Task What_another_node_changed_is_known_after_ten_seconds_and_what_this_node_changed_at_once()
    {
        await UserAsync();
        await ExecuteAsync("delete from organization_members");
        time.Advance(TimeSpan.FromSeconds(9));
        Assert.Single((await UserAsync()).Memberships);
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Empty((await UserAsync()).Memberships);

        await ExecuteAsync("update users set disabled_at = now()");
        principals.Forget(account.ToString());

        Assert.Equal((true, null), ((await UserAsync()).IsDisabled, (await UserAsync()).PlatformRole));
    }

    [Fact]
    public async Task A_session_ends_with_its_account_with_itself_and_with_all_of_them()
    {
        var (first, second, third) = (await OpenAsync(), await OpenAsync(), await OpenAsync());
        Assert.NotNull(await FindAsync(first));
        await sessions.RevokeAsync(first, keyed: null, CancellationToken.None);
        Assert.Null(await FindAsync(first));

        var found = await FindAsync(second);
        Assert.NotNull(found);
        await sessions.RevokeAllAsync(found, keyed: null, CancellationToken.None);
        Assert.Null(await FindAsync(second));
        Assert.Null(await FindAsync(third));

        var fourth = await OpenAsync();
        Assert.NotNull(await FindAsync(fourth));
        await ExecuteAsync("update users set disabled_at = now()");
        principals.Forget(account.ToString());
        Assert.Null(await FindAsync(fourth));
    }

    [Fact]
    public async Task A_key_ends_when_it_is_revoked_or_expires()
    {
        var (id, hash) = (Guid.NewGuid(), ServiceKey.Hash("slk_a"));
        await ExecuteAsync(
            """
            insert into api_keys (id, name, key_hash, prefix, scopes, created_at, created_by, expires_at)
            values ($1, 'a', $2, 'slk_', '{status:write}', now(), 'a', $3)
            """,
            id, hash, time.GetUtcNow().AddSeconds(5));
        Assert.Equal(["status:write"], (await KeyAsync(hash))!.Scopes);
        time.Advance(TimeSpan.FromSeconds(5));
        Assert.Null(await KeyAsync(hash));

        await ExecuteAsync("update api_keys set expires_at = null");
        principals.ForgetKey(id);
        Assert.NotNull(await KeyAsync(hash));
        await ExecuteAsync("update api_keys set revoked_at = now()");
        Assert.NotNull(await KeyAsync(hash));
        principals.ForgetKey(id);
        Assert.Null(await KeyAsync(hash));
    }

    [Fact]
    public async Task While_the_database_is_away_callers_stay_known_for_a_minute()
    {
        var session = await OpenAsync();
        await FindAsync(session);
        await UserAsync();
        await proxy.RefuseAsync();

        time.Advance(TimeSpan.FromSeconds(59));
        Assert.NotNull(await FindAsync(session));
        Assert.Single((await UserAsync()).Memberships);
        await Assert.ThrowsAnyAsync<NpgsqlException>(async () => await principals.UserAsync("another", CancellationToken.None));

        time.Advance(TimeSpan.FromSeconds(1));
        await Assert.ThrowsAnyAsync<NpgsqlException>(async () => await FindAsync(session));
        await Assert.ThrowsAnyAsync<NpgsqlException>(async () => await UserAsync());

        proxy.Accept();
        Assert.NotNull(await FindAsync(session));
        Assert.Single((await UserAsync()).Memberships);
    }

    private ValueTask<UserRights> UserAsync() => principals.UserAsync(account.ToString(), CancellationToken.None);

    private ValueTask<KnownServiceKey?> KeyAsync(byte[] hash) => principals.KeyAsync(hash, CancellationToken.None);

    private ValueTask<Session?> FindAsync(byte[] hash) => sessions.FindAsync(hash, CancellationToken.None);

    private async Task<byte[]> OpenAsync()
    {
        var hash = SessionCookie.Hash(SessionCookie.NewToken());
        await ExecuteAsync(
            "insert into sessions (token_hash, user_id, created_at, last_seen_at, expires_at) values ($1, $2, $3, $3, $4)",
            hash, account, time.GetUtcNow(), time.GetUtcNow().AddDays(1));
        return hash;
    }

    private async Task ExecuteAsync(string sql, params object[] parameters)
    {
        await using var command = database.DataSource.CreateCommand(sql);
        foreach (var parameter in parameters)
        {
            command.Parameters.Add(new() { Value = parameter });
        }

        await command.ExecuteNonQueryAsync();
    }
}
