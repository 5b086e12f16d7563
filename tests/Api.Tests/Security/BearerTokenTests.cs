using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using StatusLevels.Api.Problems;
using StatusLevels.Api.Security;
using StatusLevels.Testing;

namespace StatusLevels.Api.Tests.Security;

/// <summary>Which tokens are believed, with a real issuer on the loopback address and a clock of the test's.</summary>
public sealed class BearerTokenTests : IAsyncLifetime
{
    private TokenRig rig = null!;

    public async ValueTask InitializeAsync() => rig = await TokenRig.StartAsync();

    public ValueTask DisposeAsync() => rig.DisposeAsync();

    private TestIssuer Issuer => rig.Issuer;

    private FakeTimeProvider Time => rig.Time;

    private JsonObject Claims(string subject = "somebody") => rig.Claims(subject);

    private JsonObject Claims(Action<JsonObject> change) => rig.Claims(change);

    private Task<TokenUser?> ReadAsync(JsonObject claims) => rig.ReadAsync(claims);

    [Fact]
    public async Task The_subject_of_a_token_is_the_user() =>
        Assert.Equal(new TokenUser("auth0|Пользователь 🙂", PlatformRole: null), await ReadAsync(Claims("auth0|Пользователь 🙂")));

    [Theory]
    [InlineData("RS256")]
    [InlineData("RS384")]
    [InlineData("RS512")]
    [InlineData("PS256")]
    [InlineData("PS384")]
    [InlineData("PS512")]
    [InlineData("ES256")]
    [InlineData("ES384")]
    [InlineData("ES512")]
    public async Task Every_asymmetric_algorithm_is_understood(string algorithm)
    {
        Issuer.Rotate(new TestKey(algorithm, algorithm switch
        {
            "ES256" => ECDsa.Create(ECCurve.NamedCurves.nistP256),
            "ES384" => ECDsa.Create(ECCurve.NamedCurves.nistP384),
            "ES512" => ECDsa.Create(ECCurve.NamedCurves.nistP521),
            _ => RSA.Create(2048),
        }, algorithm));

        Assert.NotNull(await ReadAsync(Claims()));
    }

    public static TheoryData<string, Action<JsonObject>> BadClaims => new()
    {
        { "another issuer", claims => claims["iss"] = "https://issuer.example.org" },
        { "no issuer", claims => claims.Remove("iss") },
        { "another audience", claims => claims["aud"] = "another" },
        { "no audience", claims => claims.Remove("aud") },
        { "no end", claims => claims.Remove("exp") },
        { "an end of the past", claims => claims["exp"] = (long)claims["exp"]! - 360 },
        { "a start in the future", claims => claims["nbf"] = (long)claims["iat"]! + 61 },
        { "no subject", claims => claims.Remove("sub") },
        { "an empty subject", claims => claims["sub"] = "" },
        { "a subject of 256 characters", claims => claims["sub"] = new string('s', 256) },
        { "a subject that no table can hold", claims => claims["sub"] = "a\0b" },
        { "a subject that is a number", claims => claims["sub"] = 7 },
    };

    [Theory]
    [MemberData(nameof(BadClaims))]
    public async Task A_token_with_bad_claims_is_not_believed(string what, Action<JsonObject> change)
    {
        Assert.NotNull(await ReadAsync(Claims()));
        Assert.True(await ReadAsync(Claims(change)) is null, what);
    }

    [Fact]
    public async Task The_clocks_may_be_a_minute_apart()
    {
        Assert.NotNull(await ReadAsync(Claims(claims => claims["nbf"] = (long)claims["iat"]! + 60)));
        var token = Issuer.Token(Claims());
        Time.Advance(TimeSpan.FromSeconds(300 + 59));
        Assert.NotNull(await rig.ReadAsync(token));
        Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(await rig.ReadAsync(token));
    }

    [Fact]
    public async Task Among_several_audiences_ours_suffices() =>
        Assert.NotNull(await ReadAsync(Claims(claims => claims["aud"] = new JsonArray("another", TestIssuer.Audience))));

    [Fact]
    public async Task Nobody_signs_with_what_is_public()
    {
        var claims = Claims();
        var parts = Issuer.Token(claims).Split('.');
        var publicKey = (string)Issuer.Key.ToJson()["n"]!;
        using var hmac = new HMACSHA256(System.Text.Encoding.ASCII.GetBytes(publicKey));
        var symmetric = TestIssuer.Token(claims, Issuer.Key, "HS256").Split('.')[..2];
        var signature = System.Buffers.Text.Base64Url.EncodeToString(
            hmac.ComputeHash(System.Text.Encoding.ASCII.GetBytes(string.Join('.', symmetric))));
        string[] forged =
        [
            string.Join('.', symmetric) + "." + signature,
            string.Join('.', TestIssuer.Token(claims, Issuer.Key, "none").Split('.')[..2]) + ".",
            $"{parts[0]}.{parts[1]}.",
            $"{parts[0]}.{parts[1]}.{parts[2][..^4]}AAAA",
            $"{parts[0]}.{TestIssuer.Token(Claims("the admin"), Issuer.Key).Split('.')[1]}.{parts[2]}",
            TestIssuer.Token(claims, new TestKey("first", RSA.Create(2048))),
            TestIssuer.Token(claims, Issuer.Key, header: header => header["crit"] = new JsonArray("b64")),
            TestIssuer.Token(claims, new TestKey("first", RSA.Create(2048)), header: header => header["jwk"] = Issuer.Key.ToJson()),
            "a.b.c", "....", "e30.A.AA.AA.AA", "nonsense", "", new string('x', 8000), "e30.e30.", "ключ.ключ.ключ",
        ];

        foreach (var token in forged)
        {
            Assert.True(await rig.ReadAsync(token) is null, token);
        }

        Assert.NotNull(await rig.ReadAsync(string.Join('.', parts)));
    }

    [Fact]
    public async Task A_token_that_names_no_key_is_tried_with_those_that_are_known() =>
        Assert.NotNull(
            await rig.ReadAsync(TestIssuer.Token(Claims(), Issuer.Key, header: header => header.Remove("kid"))));

    [Fact]
    public async Task A_new_key_is_fetched_by_the_first_token_that_names_it()
    {
        Assert.NotNull(await ReadAsync(Claims()));
        Time.Advance(IssuerKeys.Pause);
        Issuer.Rotate(new TestKey("second", ECDsa.Create(ECCurve.NamedCurves.nistP256)));

        Assert.NotNull(await ReadAsync(Claims()));
        Assert.Equal(2, Issuer.Fetches);
    }

    [Fact]
    public async Task Made_up_key_ids_make_the_product_ask_once_a_minute()
    {
        Assert.NotNull(await ReadAsync(Claims()));
        Time.Advance(IssuerKeys.Pause);

        var key = RSA.Create(2048);
        var forged = Enumerable.Range(0, 50).Select(number => TestIssuer.Token(Claims(), new TestKey($"{number}", key))).ToArray();
        foreach (var answer in await Task.WhenAll(forged.Select(token => rig.ReadAsync(token))))
        {
            Assert.Null(answer);
        }

        Assert.Equal(2, Issuer.Fetches);
        Time.Advance(IssuerKeys.Pause);
        Assert.Null(await rig.ReadAsync(forged[0]));
        Assert.Equal(3, Issuer.Fetches);
    }

    [Fact]
    public async Task A_withdrawn_key_ends()
    {
        var old = Issuer.Key;
        Assert.NotNull(await ReadAsync(Claims()));
        Issuer.Rotate(new TestKey("second", RSA.Create(2048)), withdraw: true);

        Time.Advance(IssuerKeys.Lifetime);

        Assert.Null(await rig.ReadAsync(TestIssuer.Token(Claims(), old)));
        Assert.NotNull(await ReadAsync(Claims()));
    }

    [Fact]
    public async Task An_issuer_that_is_away_does_not_stop_the_keys_that_are_known()
    {
        Assert.NotNull(await ReadAsync(Claims()));
        Issuer.IsAway = true;

        Time.Advance(TimeSpan.FromDays(30));

        Assert.NotNull(await ReadAsync(Claims()));
        Assert.Contains(
            rig.Log.Lines, line => line.Level == LogLevel.Warning && line.Text.Contains(Issuer.Authority, StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_issuer_that_was_never_reached_is_an_outage_and_no_refusal()
    {
        Issuer.IsAway = true;
        Assert.Equal(ProblemCode.IssuerUnavailable, (await Assert.ThrowsAsync<ProblemException>(() => ReadAsync(Claims()))).Problem.Code);

        Issuer.IsAway = false;
        Time.Advance(IssuerKeys.FirstPause);
        Assert.NotNull(await ReadAsync(Claims()));
    }

    [Fact]
    public async Task A_discovery_document_of_another_issuer_brings_no_keys()
    {
        Issuer.ClaimedName = "https://issuer.example.org";

        await Assert.ThrowsAsync<ProblemException>(() => ReadAsync(Claims()));
        Assert.Equal(0, Issuer.Fetches);
    }

    [Theory]
    [InlineData("""{"roles":"admin"}""", true)]
    [InlineData("""{"roles":["user","admin"]}""", true)]
    [InlineData("""{"roles":["user"]}""", false)]
    [InlineData("""{"roles":"administrator"}""", false)]
    [InlineData("""{"roles":{"admin":true}}""", false)]
    [InlineData("""{"Roles":"admin"}""", false)]
    [InlineData("""{}""", false)]
    public async Task The_admin_claim_is_the_configured_one(string extra, bool isAdmin)
    {
        var claims = Claims(
            made => JsonNode.Parse(extra)!.AsObject().ToList().ForEach(member => made[member.Key] = member.Value?.DeepClone()));

        Assert.Equal(isAdmin ? PlatformRole.PlatformAdmin : null, (await ReadAsync(claims))!.PlatformRole);
    }

    [Theory]
    [InlineData("true", true)]
    [InlineData("\"true\"", false)]
    [InlineData("1", false)]
    [InlineData("false", false)]
    [InlineData("[true]", false)]
    public async Task An_admin_claim_without_a_value_must_be_true(string value, bool isAdmin)
    {
        using var named = rig.Create(
            ("OIDC_AUTHORITY", $"{Issuer.Authority}/"), ("OIDC_AUDIENCE", TestIssuer.Audience), ("OIDC_ADMIN_CLAIM", "is.admin"));

        var read = await named.ReadAsync(Issuer.Token(Claims(claims => claims["is.admin"] = JsonNode.Parse(value))));

        Assert.Equal(isAdmin ? PlatformRole.PlatformAdmin : null, read!.PlatformRole);
    }

    [Theory]
    [InlineData("""["auditor"]""", "PlatformViewer")]
    [InlineData("""["admin","auditor"]""", "PlatformAdmin")]
    [InlineData("""["user"]""", null)]
    public async Task The_viewer_claim_makes_a_platform_viewer_and_the_admin_claim_beats_it(string roles, string? role)
    {
        using var named = rig.Create(
            ("OIDC_AUTHORITY", Issuer.Authority), ("OIDC_AUDIENCE", TestIssuer.Audience), ("OIDC_ADMIN_CLAIM", "roles=admin"),
            ("OIDC_VIEWER_CLAIM", "roles=auditor"));

        var read = await named.ReadAsync(Issuer.Token(Claims(claims => claims["roles"] = JsonNode.Parse(roles))));

        Assert.Equal(role, read!.PlatformRole?.ToString());
    }

    [Fact]
    public async Task A_supabase_project_is_believed_under_its_own_address_and_makes_no_admins()
    {
        using var supabase = rig.Create(
            ("SUPABASE_URL", Issuer.Authority), ("OIDC_AUTHORITY", "https://issuer.example.org"), ("OIDC_AUDIENCE", "x"),
            ("OIDC_ADMIN_CLAIM", "roles=admin"));
        var claims = Claims(
            made =>
                (made["iss"], made["aud"], made["role"], made["roles"]) = (
                    $"{Issuer.Authority}/auth/v1", "authenticated", "authenticated", "admin"));

        Assert.Equal(new TokenUser("somebody", PlatformRole: null), await supabase.ReadAsync(Issuer.Token(claims)));
        Assert.Null(await supabase.ReadAsync(Issuer.Token(Claims(made => made["aud"] = "authenticated"))));
    }

    [Fact]
    public async Task No_log_line_holds_a_token()
    {
        var token = Issuer.Token(Claims(claims => claims["aud"] = "another"));
        Assert.Null(await rig.ReadAsync(token));

        Assert.Contains(rig.Log.Lines, line => line.Text.Contains("refused", StringComparison.Ordinal));
        Assert.DoesNotContain(
            rig.Log.Lines,
            line =>
                line.Text.Contains(token.Split('.')[1], StringComparison.Ordinal)
                    || line.Text.Contains("somebody", StringComparison.Ordinal));
    }
}
