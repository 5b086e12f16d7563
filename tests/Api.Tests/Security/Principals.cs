using System.Text.Json.Nodes;
using StatusLevels.Api.Security;
using StatusLevels.Testing;
using Headers = (string Name, string Value)[];

namespace StatusLevels.Api.Tests.Security;

/// <summary>A kind of caller.</summary>
/// <param name="Name">What it is called when it is where it should not be.</param>
/// <param name="Words">The words of the table of routes that let it in.</param>
/// <param name="WhenRefused">401 for whoever the product does not know, 403 for whoever it knows.</param>
/// <param name="Prove">The headers that such a caller sends, made anew for an organization and a body.</param>
internal sealed record Principal(string Name, string[] Words, int WhenRefused, Func<SecuredApi, Guid, string, Task<Headers>> Prove);

/// <summary>Every kind of caller there is.</summary>
internal static class Principals
{
    private const string Anyone = "anyone";
    private const string Anybody = "anybody";
    private const string Everybody = "everybody";

    public static IReadOnlyList<Principal> All { get; } =
    [
        Unknown("nobody", (_, _, _) => Task.FromResult<Headers>([])),
        Unknown("an expired session", async (api, organization, _) =>
        {
            var headers = await MemberAsync(api, organization, "owner");
            await api.ExecuteAsync("update statuslevels.sessions set expires_at = now() where user_id = (select user_id::uuid from statuslevels.organization_members where organization_id = $1)", organization);
            return headers;
        }),
        Unknown("a wrong signature", (_, _, body) => Task.FromResult(SecuredApi.Signed(body, new byte[32]))),
        new(
            "a signed webhook", [Everybody, Anybody, Anyone, "signed webhook"], 401,
            (_, _, body) => Task.FromResult(SecuredApi.Signed(body, SecuredApi.NextWebhookSecret))),

        Known("the owner of another organization", ["session"], (api, _, _) => MemberAsync(api, Guid.NewGuid(), "owner")),
        Known("a viewer", ["session", "member", "signed-in member"], (api, organization, _) => MemberAsync(api, organization, "viewer")),
        Known("an editor", ["session", "member", "signed-in member"], (api, organization, _) => MemberAsync(api, organization, "editor")),
        Known("an admin", SignedInAdmin, (api, organization, _) => MemberAsync(api, organization, "admin")),
        Known("an owner", SignedInAdmin, (api, organization, _) => MemberAsync(api, organization, "owner")),
        Known(
            "a platform admin", ["session", "platform admin"],
            async (api, _, _) => await CookieAsync(api, await api.AccountAsync(isPlatformAdmin: true))),

        Known(
            "a platform viewer", ["session", "platform viewer"],
            async (api, _, _) => await CookieAsync(api, await api.AccountAsync("platform_viewer"))),

        // One cookie for all: of an address few are asked about that are not known yet.
        Known(
            "whoever another product signed in", ["session elsewhere"],
            (_, _, _) => Task.FromResult<Headers>([("Cookie", "session_id=abc")])),

        Known("a token of nobody in particular", [], (api, _, _) => TokenAsync(api.Issuer, $"auth0|{Guid.NewGuid()}")),
        Known("a member with a token", ["member"], (api, organization, _) => JoinedAsync(api, organization, "viewer")),
        Known("an admin with a token", ["member", "organization admin"], (api, organization, _) => JoinedAsync(api, organization, "admin")),
        Known("a token with the admin claim", ["platform admin"], (api, _, _) => TokenAsync(
            api.Issuer, $"auth0|{Guid.NewGuid()}",
            claims => claims["https://claims.example.org/roles"] = new JsonArray("user", "platform"))),
        Known("a token with the viewer claim", ["platform viewer"], (api, _, _) => TokenAsync(
            api.Issuer, $"auth0|{Guid.NewGuid()}", claims => claims["https://claims.example.org/roles"] = "auditor")),
        Known(
            "a platform viewer who owns the organization", [.. SignedInAdmin, "platform viewer"],
            async (api, organization, _) =>
            {
                var account = await api.AccountAsync("platform_viewer");
                await api.JoinAsync(organization, account, "owner");
                return await CookieAsync(api, account);
            }),
        Known(
            "a platform admin's account with a token", ["platform admin"],
            async (api, _, _) => await TokenAsync(api.Issuer, await api.AccountAsync(isPlatformAdmin: true))),

        Wrong(
            "a disabled admin's account with a token",
            async (api, _, _) => await TokenAsync(api.Issuer, await api.AccountAsync(isPlatformAdmin: true, isDisabled: true))),
        Wrong("a token of another issuer", (api, _, _) => TokenAsync(api.Stranger, "somebody")),
        Wrong(
            "a token of another issuer in the name of ours",
            (api, _, _) => TokenAsync(api.Stranger, "somebody", claims => claims["iss"] = api.Issuer.Authority)),
        Wrong(
            "an expired token",
            (api, _, _) => TokenAsync(api.Issuer, "somebody", claims => claims["exp"] = (long)claims["exp"]! - 300 - 61)),
        Wrong(
            "a token for another audience", (api, _, _) => TokenAsync(api.Issuer, "somebody", claims => claims["aud"] = "somewhere-else")),

        Known("a key for subscriptions:write", ["subscriptions:write"], (api, _, _) => KeyAsync(api, ["subscriptions:write"])),
        Known("a key for reputation:write", ["reputation:write"], (api, _, _) => KeyAsync(api, ["reputation:write"])),
        Known("a key for status:write", ["status:write"], (api, _, _) => KeyAsync(api, ["status:write"])),
        Known("a key for organizations:write", ["organizations:write"], (api, _, _) => KeyAsync(api, ["organizations:write"])),
        Known("a key for mail:write", ["mail:write"], (api, _, _) => KeyAsync(api, ["mail:write"])),
        Known("a key for events:read", ["events:read"], (api, _, _) => KeyAsync(api, ["events:read"])),
        Known(
            "the Supabase service role",
            ["subscriptions:write", "reputation:write", "status:write", "organizations:write", "events:read", "mail:write"],
            (_, _, _) => Task.FromResult<Headers>([SecuredApi.Bearer(SecuredApi.ServiceRoleKey)])),
        WrongKey("an unknown key", (_, _, _) => Task.FromResult<Headers>([SecuredApi.Bearer("slk_nobody-has-this-one")])),
        WrongKey("a revoked key", (api, _, _) => KeyAsync(api, EveryScope, isRevoked: true)),
        WrongKey("an expired key", (api, _, _) => KeyAsync(api, EveryScope, TimeProvider.System.GetUtcNow())),
        Wrong("Basic credentials", (_, _, _) => Task.FromResult<Headers>([("Authorization", "Basic YWRtaW46YWRtaW4=")])),
    ];

    private static string[] SignedInAdmin =>
        ["session", "member", "organization admin", "signed-in member", "signed-in organization admin"];

    private static string[] EveryScope => [.. Scopes.All];

    // Whoever proves nothing may still be where anyone may.
    private static Principal Unknown(string name, Func<SecuredApi, Guid, string, Task<Headers>> prove) =>
        new(name, [Everybody, Anybody, Anyone], 401, prove);

    private static Principal Known(string name, string[] words, Func<SecuredApi, Guid, string, Task<Headers>> prove) =>
        new(name, [Everybody, Anybody, Anyone, .. words], 403, prove);

    // Whoever presents what is not accepted is 401 even there, but where everybody reads.
    private static Principal Wrong(string name, Func<SecuredApi, Guid, string, Task<Headers>> prove) =>
        new(name, [Everybody, Anybody], 401, prove);

    private static Principal WrongKey(string name, Func<SecuredApi, Guid, string, Task<Headers>> prove) =>
        new(name, [Everybody], 401, prove);

    private static async Task<Headers> MemberAsync(SecuredApi api, Guid organization, string role)
    {
        var account = await api.AccountAsync();
        await api.JoinAsync(organization, account, role);
        return await CookieAsync(api, account);
    }

    private static async Task<Headers> CookieAsync(SecuredApi api, string account) => [("Cookie", await api.SessionAsync(account))];

    private static async Task<Headers> JoinedAsync(SecuredApi api, Guid organization, string role)
    {
        var subject = $"auth0|{Guid.NewGuid()}";
        await api.JoinAsync(organization, subject, role);
        return await TokenAsync(api.Issuer, subject);
    }

    private static Task<Headers> TokenAsync(TestIssuer issuer, string subject, Action<JsonObject>? change = null)
    {
        var claims = issuer.Claims(subject);
        change?.Invoke(claims);
        return Task.FromResult<Headers>([SecuredApi.Bearer(issuer.Token(claims))]);
    }

    private static async Task<Headers> KeyAsync(SecuredApi api, string[] scopes, DateTimeOffset? expires = null, bool isRevoked = false) =>
        [SecuredApi.Bearer((await api.KeyAsync(scopes, expires, isRevoked)).Key)];
}
