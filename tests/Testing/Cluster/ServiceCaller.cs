using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Npgsql;
using StatusLevels.Silo.Sql;

namespace StatusLevels.Testing.Cluster;

/// <summary>Who calls the nodes: a service that may change levels, and the admin who may read everything.</summary>
public static class ServiceCaller
{
    /// <summary>A new key with the scope <c>status:write</c>.</summary>
    public static async Task<string> CreateKeyAsync(NpgsqlDataSource database, CancellationToken cancellationToken = default)
    {
        var key = $"slk_{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32))}";
        await using var insert = database.CreateCommand("""
            insert into statuslevels.api_keys (id, name, key_hash, prefix, scopes, created_at, created_by)
            values ($1, 'load', $2, 'slk_', '{status:write}', now(), 'load')
            """);
        insert.With(Guid.NewGuid(), SHA256.HashData(Encoding.UTF8.GetBytes(key)));
        await insert.ExecuteNonQueryAsync(cancellationToken);
        return key;
    }

    /// <summary>A client with this key.</summary>
    /// <param name="node">Where it asks.</param>
    /// <param name="key">The key of a service; null for somebody who proves nothing.</param>
    /// <param name="patience">How long it waits for an answer.</param>
    public static HttpClient Client(Uri node, string? key, TimeSpan patience)
    {
        // Connections to a node that is gone must not be waited for: there is another node.
        var client = new HttpClient(
            new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(2), PooledConnectionIdleTimeout = TimeSpan.FromMinutes(5) })
        {
            BaseAddress = node,
            Timeout = patience,
        };
        if (key is not null)
        {
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        }

        return client;
    }

    /// <summary>A client that is signed in as the first admin.</summary>
    public static async Task<HttpClient> SignInAsync(Uri node, CancellationToken cancellationToken = default)
    {
        var handler = new SocketsHttpHandler { UseCookies = false };
        var client = new HttpClient(handler) { BaseAddress = node, Timeout = TimeSpan.FromSeconds(30) };
        using var body = Json($$"""{"email":"{{NodeOptions.AdminEmail}}","password":"{{NodeOptions.AdminPassword}}"}""");
        using var answer = await client.PostAsync("/api/session", body, cancellationToken);
        if (answer.StatusCode != HttpStatusCode.OK)
        {
            throw new InvalidOperationException(
                $"The admin cannot sign in: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync(cancellationToken)}");
        }

        // In production the cookie is for https alone, and a container of cookies would keep it back.
        client.DefaultRequestHeaders.Add("Cookie", answer.Headers.GetValues("Set-Cookie").Select(cookie => cookie.Split(';')[0]));
        return client;
    }

    internal static ByteArrayContent Json(string text) =>
        new(Encoding.UTF8.GetBytes(text)) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
}
