using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Logging;

namespace StatusLevels.Testing;

/// <summary>
/// An issuer of tokens on a loopback port: serves its discovery document and its keys, rotates them, goes away. Makes tokens with no help
/// from a library.
/// </summary>
public sealed class TestIssuer : IAsyncDisposable
{
    public const string Audience = "statuslevels";

    private readonly List<TestKey> keys = [new TestKey("first", RSA.Create(2048))];
    private readonly WebApplication running;

    private TestIssuer(WebApplication running) => this.running = running;

    public string Authority => running.Urls.Single();

    /// <summary>Signs the next tokens.</summary>
    public TestKey Key => keys[^1];

    /// <summary>How often the keys were asked for.</summary>
    public int Fetches { get; private set; }

    public bool IsAway { get; set; }

    /// <summary>What its answers wait for.</summary>
    public Task Held { get; set; } = Task.CompletedTask;

    /// <summary>What the discovery document calls itself; null: by its address.</summary>
    public string? ClaimedName { get; set; }

    /// <summary>What is served as the key set; null: the keys.</summary>
    public string? Raw { get; set; }

    /// <summary>Who signs in there next: its page of sign-in sends them back at once, with these claims.</summary>
    public (string Subject, Action<JsonObject>? Change) Visitor { get; set; } = ("somebody", null);

    /// <summary>What its documents are said to be.</summary>
    public string? ContentType { get; set; } = "application/json";

    /// <summary>What comes before each document.</summary>
    public string Front { get; set; } = "";

    public static async Task<TestIssuer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var issuer = new TestIssuer(builder.Build());
        issuer.running.MapGet("/.well-known/openid-configuration", (HttpContext context) => issuer.Answer(context, () =>
            new JsonObject
            {
                ["issuer"] = issuer.ClaimedName ?? issuer.Authority,
                ["jwks_uri"] = $"{issuer.Authority}/keys",
                ["authorization_endpoint"] = $"{issuer.Authority}/authorize",
                ["token_endpoint"] = $"{issuer.Authority}/token",
            }.ToJsonString()));
        issuer.running.MapGet("/authorize", issuer.SendBack);
        issuer.running.MapPost("/token", (HttpContext context) => issuer.Answer(context, () => issuer.Redeem(context.Request.Form)));
        issuer.running.MapGet("/keys", (HttpContext context) => issuer.Answer(context, issuer.KeySet));
        issuer.running.MapGet("/auth/v1/.well-known/jwks.json", (HttpContext context) => issuer.Answer(context, issuer.KeySet));
        await issuer.running.StartAsync();
        return issuer;
    }

    /// <summary>What it was asked at sign-in, by the code that it gave out.</summary>
    private readonly Dictionary<string, (string Challenge, JsonObject Claims)> codes = new(StringComparer.Ordinal);

    /// <summary>Somebody signs in there: the code that it sends them back with.</summary>
    /// <param name="asked">The query of the address that the product sent them to.</param>
    /// <param name="subject">Who they are.</param>
    /// <param name="change">What else is said of them.</param>
    public string Authorize(IReadOnlyDictionary<string, string> asked, string subject, Action<JsonObject>? change = null)
    {
        var claims = Claims(subject);
        (claims["aud"], claims["nonce"]) = (asked["client_id"], asked["nonce"]);
        change?.Invoke(claims);
        var code = Guid.NewGuid().ToString("n");
        codes[code] = (asked["code_challenge"], claims);
        return code;
    }

    private void SendBack(HttpContext context)
    {
        var asked = context.Request.Query.ToDictionary(pair => pair.Key, pair => pair.Value.ToString(), StringComparer.Ordinal);
        context.Response.Redirect(QueryHelpers.AddQueryString(
            asked["redirect_uri"],
            new Dictionary<string, string?> { ["code"] = Authorize(asked, Visitor.Subject, Visitor.Change), ["state"] = asked["state"] }));
    }

    /// <summary>New tokens are signed with a new key; the old one is still listed, unless it is withdrawn.</summary>
    public void Rotate(TestKey next, bool withdraw = false)
    {
        if (withdraw)
        {
            keys.Clear();
        }

        keys.Add(next);
    }

    /// <summary>The claims of a token that is good for five minutes from now.</summary>
    public JsonObject Claims(string subject, DateTimeOffset? now = null)
    {
        var seconds = (now ?? TimeProvider.System.GetUtcNow()).ToUnixTimeSeconds();
        return new JsonObject { ["iss"] = Authority, ["aud"] = Audience, ["sub"] = subject, ["iat"] = seconds, ["exp"] = seconds + 300 };
    }

    public string Token(JsonObject claims) => Token(claims, Key);

    /// <summary>A token whose claims are this text, whatever JSON it is.</summary>
    public string TokenOf(string claims) =>
        Signed(new JsonObject { ["alg"] = Key.Algorithm, ["typ"] = "JWT", ["kid"] = Key.Id }, claims, Key);

    public static string Token(JsonObject claims, TestKey key, string? algorithm = null, Action<JsonObject>? header = null)
    {
        var head = new JsonObject { ["alg"] = algorithm ?? key.Algorithm, ["typ"] = "JWT", ["kid"] = key.Id };
        header?.Invoke(head);
        return Signed(head, claims.ToJsonString(), key);
    }

    private static string Signed(JsonObject head, string claims, TestKey key)
    {
        var text = $"{Encode(head.ToJsonString())}.{Encode(claims)}";
        return $"{text}.{Base64Url.EncodeToString(key.Sign(Encoding.ASCII.GetBytes(text)))}";
    }

    public ValueTask DisposeAsync() => running.DisposeAsync();

    private static string Encode(string json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json));

    // The verifier of PKCE proves that the code was asked for by whoever redeems it.
    private string Redeem(IFormCollection form)
    {
        var (challenge, claims) = codes[form["code"].ToString()];
        var proved = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(form["code_verifier"].ToString())));
        return proved == challenge
            ? new JsonObject { ["id_token"] = Token(claims), ["access_token"] = "not kept", ["token_type"] = "Bearer" }.ToJsonString()
            : new JsonObject { ["error"] = "invalid_grant" }.ToJsonString();
    }

    private string KeySet()
    {
        Fetches++;
        return Raw ?? new JsonObject { ["keys"] = new JsonArray([.. keys.Select(key => key.ToJson())]) }.ToJsonString();
    }

    private async Task Answer(HttpContext context, Func<string> document)
    {
        if (IsAway)
        {
            context.Abort();
            return;
        }

        await Held;
        context.Response.ContentType = ContentType;
        await context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(Front + document()));
    }
}
