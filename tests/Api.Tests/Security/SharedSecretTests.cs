using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using StatusLevels.Api.Security;
using StatusLevels.Testing;
using StatusLevels.Transparency;

namespace StatusLevels.Api.Tests.Security;

/// <summary>Tokens of a Supabase project that signs with its legacy secret (HS256), which only this product and the project know.</summary>
public sealed class SharedSecretTests : IAsyncLifetime
{
    private const string Secret = "zQ7mVb2xT9cLr4nYpWk8sJd1fHg6uEa0oXi5";

    private TokenRig rig = null!;
    private BearerTokens tokens = null!;

    public async ValueTask InitializeAsync()
    {
        rig = await TokenRig.StartAsync();
        tokens = rig.Create(
            ("SUPABASE_URL", rig.Issuer.Authority), ("SUPABASE_JWT_SECRET", Secret), ("OIDC_AUTHORITY", rig.Issuer.Authority),
            ("OIDC_AUDIENCE", TestIssuer.Audience));
    }

    public ValueTask DisposeAsync()
    {
        tokens.Dispose();
        return rig.DisposeAsync();
    }

    private JsonObject Claims(Action<JsonObject>? change = null) => rig.Claims(claims =>
    {
        (claims["iss"], claims["aud"]) = ($"{rig.Issuer.Authority}/auth/v1", "authenticated");
        change?.Invoke(claims);
    });

    private static string Signed(JsonObject claims, byte[] secret, string algorithm = "HS256")
    {
        var head = new JsonObject { ["alg"] = algorithm, ["typ"] = "JWT", ["kid"] = "legacy" };
        var text = $"{Encode(head)}.{Encode(claims)}";
        var signed = Encoding.ASCII.GetBytes(text);
        var signature = algorithm == "HS256" ? HMACSHA256.HashData(secret, signed) : HMACSHA512.HashData(secret, signed);
        return $"{text}.{Base64Url.EncodeToString(signature)}";
    }

    private static string Encode(JsonObject json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json.ToJsonString()));

    private static byte[] Bytes(string secret) => Encoding.UTF8.GetBytes(secret);

    [Fact]
    public async Task A_token_that_is_signed_with_the_secret_is_believed_and_makes_no_admin_and_no_key_is_asked_for()
    {
        var user = await tokens.ReadAsync(Signed(Claims(claims => claims["roles"] = "admin"), Bytes(Secret)));

        Assert.Equal(new TokenUser("somebody", PlatformRole: null), user);
        Assert.Equal(0, rig.Issuer.Fetches);
    }

    [Fact]
    public async Task Beside_the_secret_the_keys_that_the_project_publishes_are_good()
    {
        Assert.NotNull(await tokens.ReadAsync(rig.Issuer.Token(Claims())));
        Assert.Equal(1, rig.Issuer.Fetches);
    }

    public static TheoryData<string, Action<JsonObject>> Others => new()
    {
        { "another audience", claims => claims["aud"] = TestIssuer.Audience },
        { "another issuer", claims => claims["iss"] = ((string)claims["iss"]!)[..^"/auth/v1".Length] },
        { "the key of the project, which no person has", claims => claims["iss"] = "supabase" },
        { "none that is current", claims => claims["exp"] = (long)claims["exp"]! - 400 },
    };

    [Theory]
    [MemberData(nameof(Others))]
    public async Task The_secret_counts_for_exactly_that_issuer_and_audience(string what, Action<JsonObject> change) =>
        Assert.True(await tokens.ReadAsync(Signed(Claims(change), Bytes(Secret))) is null, what);

    [Fact]
    public async Task Another_secret_another_algorithm_and_a_published_key_as_the_secret_are_not_believed()
    {
        await tokens.ReadAsync(rig.Issuer.Token(Claims()));
        var published = rig.Issuer.Key.ToJson();

        Assert.Null(await tokens.ReadAsync(Signed(Claims(), Bytes($"{Secret}!"))));
        Assert.Null(await tokens.ReadAsync(Signed(Claims(), Bytes(Secret), "HS512")));
        Assert.Null(await tokens.ReadAsync(Signed(Claims(), Bytes(published.ToJsonString()))));
        Assert.Null(await tokens.ReadAsync(Signed(Claims(), Base64UrlText.Read((string)published["n"]!)!)));
    }

    [Fact]
    public async Task Without_the_secret_no_such_token_is_believed()
    {
        using var without = rig.Create(("SUPABASE_URL", rig.Issuer.Authority));

        Assert.Null(await without.ReadAsync(Signed(Claims(), Bytes(Secret))));
    }
}
