using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using StatusLevels.Api.Security;
using StatusLevels.Api.Sessions;
using StatusLevels.Api.Tests.Security;
using StatusLevels.Testing;

[assembly: AssemblyFixture(typeof(SecuredApi))]

namespace StatusLevels.Api.Tests.Security;

/// <summary>
/// One running product that believes an issuer, a Supabase project and a payment provider, and callers of every kind for it.
/// </summary>
public sealed class SecuredApi : IAsyncLifetime
{
    internal const string AdminClaim = "https://claims.example.org/roles=platform";
    internal const string ViewerClaim = "https://claims.example.org/roles=auditor";
    internal const string ServiceRoleKey = "sb_secret_a-key-for-tests-that-is-long-enough";

    internal static readonly byte[] WebhookSecret = RandomNumberGenerator.GetBytes(32);
    internal static readonly byte[] NextWebhookSecret = RandomNumberGenerator.GetBytes(24);

    internal TestApi Api { get; private set; } = null!;

    internal TestIssuer Issuer { get; private set; } = null!;

    /// <summary>The Supabase project; believed under the address <c>/auth/v1</c>.</summary>
    internal TestIssuer Supabase { get; private set; } = null!;

    /// <summary>Nobody believes it.</summary>
    internal TestIssuer Stranger { get; private set; } = null!;

    /// <summary>Another product, whose cookies are asked about.</summary>
    internal TestSessions Elsewhere { get; private set; } = null!;

    internal HttpClient Client { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Issuer = await TestIssuer.StartAsync();
        Supabase = await TestIssuer.StartAsync();
        Stranger = await TestIssuer.StartAsync();
        Elsewhere = await TestSessions.StartAsync();
        Elsewhere.Add("abc", "user-17");
        Api = await TestApi.StartAsync(new()
        {
            ["OIDC_AUTHORITY"] = Issuer.Authority,
            ["OIDC_AUDIENCE"] = TestIssuer.Audience,
            ["OIDC_ADMIN_CLAIM"] = AdminClaim,
            ["OIDC_VIEWER_CLAIM"] = ViewerClaim,
            ["SUPABASE_URL"] = Supabase.Authority,
            ["SUPABASE_SERVICE_ROLE_KEY"] = ServiceRoleKey,
            ["SESSION_INTROSPECTION_URL"] = Elsewhere.Url,
            ["SESSION_COOKIE_NAME"] = "statuslevels_session",
            ["PAYMENTS_WEBHOOK_SECRETS"] = $"{Text(WebhookSecret)}, {Text(NextWebhookSecret)}",
        });
        Client = Api.Client();
    }

    public async ValueTask DisposeAsync()
    {
        await Api.DisposeAsync();
        await Elsewhere.DisposeAsync();
        await Issuer.DisposeAsync();
        await Supabase.DisposeAsync();
        await Stranger.DisposeAsync();
    }

    internal static string Text(byte[] secret) => $"whsec_{Convert.ToBase64String(secret)}";

    /// <summary>A new local account; its id as memberships name it.</summary>
    internal Task<string> AccountAsync(bool isPlatformAdmin = false, bool isDisabled = false) =>
        AccountAsync(isPlatformAdmin ? "platform_admin" : null, isDisabled);

    /// <summary>The same with a role of the platform.</summary>
    internal async Task<string> AccountAsync(string? platformRole, bool isDisabled = false)
    {
        var id = Guid.NewGuid();
        await ExecuteAsync(
            """
            insert into statuslevels.users (id, email, email_key, display_name, platform_role, created_at, disabled_at)
            values ($1, $2, $2, 'Somebody', $3, now(), $4)
            """,
            id, $"{id:n}@example.org", platformRole ?? (object)DBNull.Value,
            isDisabled ? TimeProvider.System.GetUtcNow() : DBNull.Value);
        return id.ToString();
    }

    internal Task JoinAsync(Guid organization, string user, string role) => ExecuteAsync(
        "insert into statuslevels.organization_members (organization_id, user_id, role, added_at) values ($1, $2, $3, now())", organization, user, role);

    /// <summary>The <c>Cookie</c> header of a new session of this account.</summary>
    internal async Task<string> SessionAsync(string account)
    {
        var token = SessionCookie.NewToken();
        await ExecuteAsync(
            "insert into statuslevels.sessions (token_hash, user_id, created_at, last_seen_at, expires_at) values ($1, $2, now(), now(), now() + interval '1 day')",
            SessionCookie.Hash(token), Guid.Parse(account));
        var response = new DefaultHttpContext().Response;
        Api.Services.GetRequiredService<SessionCookie>().Write(response, token, TimeProvider.System.GetUtcNow().AddDays(1));
        return response.Headers.SetCookie.ToString().Split(';')[0];
    }

    /// <summary>A new service key.</summary>
    internal async Task<(Guid Id, string Key)> KeyAsync(string[] scopes, DateTimeOffset? expires = null, bool isRevoked = false)
    {
        var (id, key) = (Guid.NewGuid(), ServiceKey.New());
        await ExecuteAsync(
            """
            insert into statuslevels.api_keys (id, name, key_hash, prefix, scopes, created_at, created_by, expires_at, revoked_at)
            values ($1, 'a service', $2, $3, $4, now(), 'a test', $5, $6)
            """,
            id, ServiceKey.Hash(key), key[..8], scopes, expires ?? (object)DBNull.Value,
            isRevoked ? TimeProvider.System.GetUtcNow() : DBNull.Value);
        return (id, key);
    }

    /// <summary>The headers of a signed webhook with this body.</summary>
    internal static (string Name, string Value)[] Signed(string body, byte[] secret, string? id = null, DateTimeOffset? at = null)
    {
        var message = id ?? $"msg_{Guid.NewGuid():n}";
        var seconds = (at ?? TimeProvider.System.GetUtcNow()).ToUnixTimeSeconds();
        var signature = HMACSHA256.HashData(secret, Encoding.UTF8.GetBytes($"{message}.{seconds}.{body}"));
        return [("webhook-id", message), ("webhook-timestamp", $"{seconds}"), (
            "webhook-signature", $"v1,{Convert.ToBase64String(signature)}")];
    }

    /// <summary>Sends a request as whoever these headers prove.</summary>
    internal async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string address, string? body, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, address) { Content = body is null ? null : Json.Content(body) };
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await Client.SendAsync(request);
    }

    internal static (string Name, string Value) Bearer(string bearer) => ("Authorization", $"Bearer {bearer}");

    internal async Task ExecuteAsync(string sql, params object[] parameters)
    {
        await using var command = Api.Database.DataSource.CreateCommand(sql);
        foreach (var parameter in parameters)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = parameter });
        }

        await command.ExecuteNonQueryAsync();
    }
}
