using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.IdentityModel.Tokens;
using StatusLevels.Api.Problems;
using StatusLevels.Api.Security;
using StatusLevels.Testing;

namespace StatusLevels.Api.Tests.Security;

/// <summary>Key sets as issuers really serve them: one key that cannot be used takes no other with it.</summary>
public sealed class IssuerKeyTests : IAsyncLifetime
{
    private TokenRig rig = null!;

    public async ValueTask InitializeAsync() => rig = await TokenRig.StartAsync();

    public ValueTask DisposeAsync() => rig.DisposeAsync();

    // {n}, {e}, {x}, {y}: what the good keys have there.
    public static TheoryData<string> Unusable { get; } = new(
        """{"kty":"RSA","kid":"old","n":"{n},,","e":"{e}"}""", """{"kty":"RSA","kid":"old","n":"","e":""}""",
        """{"kty":"RSA","kid":"old"}""",
        """{"kty":"RSA","n":7,"e":[]}""", """{"kty":"RSA","n":"AQAB","e":"AQAB"}""", """{"kty":"RSA","n":"{n}","e":"{e}","use":"enc"}""",
        """{"kty":"RSA","n":"{n}","e":"{e}","alg":"RSA-OAEP"}""", """{"kty":"RSA","n":"кириллица","e":"{e}"}""",
        """{"kty":"RSA","n":"\ud800","e":"{e}"}""",
        """{"kty":"EC","crv":"P-256","x":"{x}","y":"{x}"}""", """{"kty":"EC","crv":"P-384","x":"{x}","y":"{y}"}""",
        """{"kty":"EC","crv":"secp256k1","x":"{x}","y":"{y}"}""",
        """{"kty":"EC","x":"{x}","y":"{y}"}""", """{"kty":"EC","crv":"P-256","x":"","y":""}""", """{"kty":"oct","k":"c2VjcmV0"}""",
        """{"kty":"OKP","crv":"Ed25519","x":"{x}"}""",
        """{"kty":"AKP","alg":"ML-DSA-44","pub":"AAAA"}""", """{"kty":7}""", """{"kid":"nothing else"}""", "{}", "null", "7", "\"text\"",
        "[]", "[{}]");

    [Theory]
    [MemberData(nameof(Unusable))]
    public async Task A_key_that_cannot_be_used_is_passed_over_and_the_others_are_good(string listed)
    {
        var curve = new TestKey("curve", ECDsa.Create(ECCurve.NamedCurves.nistP256));
        var (rsa, ec) = (rig.Issuer.Key.ToJson(), curve.ToJson());
        var bad = new[] { "n", "e" }.Aggregate(
            listed, (text, member) => text.Replace($"{{{member}}}", (string)rsa[member]!, StringComparison.Ordinal));
        bad = new[] { "x", "y" }.Aggregate(
            bad, (text, member) => text.Replace($"{{{member}}}", (string)ec[member]!, StringComparison.Ordinal));
        rig.Issuer.Raw = $$"""{"keys":[{{bad}},{{rsa.ToJsonString()}},{{bad}},{{ec.ToJsonString()}},{{bad}}]}""";

        Assert.NotNull(await rig.ReadAsync(TestIssuer.Token(rig.Claims(), rig.Issuer.Key)));
        Assert.NotNull(await rig.ReadAsync(TestIssuer.Token(rig.Claims(), curve)));
        Assert.Null(await rig.ReadAsync(TestIssuer.Token(rig.Claims(), new TestKey("old", RSA.Create(2048)))));
    }

    [Theory]
    [InlineData("application/json; charset=utf8", "")]
    [InlineData("application/json; charset=nonsense", "")]
    [InlineData("application/jwk-set+json", "\uFEFF")]
    [InlineData("text/plain; charset=iso-8859-1", "\uFEFF")]
    [InlineData("text/html", " \n")]
    [InlineData("nonsense", "")]
    [InlineData(null, "\uFEFF")]
    public async Task What_is_served_is_UTF8_whatever_it_says_of_itself(string? type, string front)
    {
        (rig.Issuer.ContentType, rig.Issuer.Front) = (type, front);

        Assert.NotNull(await rig.ReadAsync(rig.Claims()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("<html>")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"keys":{}}""")]
    [InlineData("""{"keys":null}""")]
    [InlineData("""{"keys":[{"kty":"RSA"}""")]
    public async Task What_is_no_key_set_is_an_issuer_that_is_away(string served)
    {
        rig.Issuer.Raw = served;
        Assert.Equal(
            ProblemCode.IssuerUnavailable, (await Assert.ThrowsAsync<ProblemException>(() => rig.ReadAsync(rig.Claims()))).Problem.Code);

        rig.Issuer.Raw = null;
        rig.Time.Advance(IssuerKeys.FirstPause);
        Assert.NotNull(await rig.ReadAsync(rig.Claims()));

        rig.Issuer.Raw = served;
        rig.Time.Advance(IssuerKeys.Lifetime);
        Assert.NotNull(await rig.ReadAsync(rig.Claims()));
    }

    [Fact]
    public async Task A_key_without_a_name_is_tried_for_every_token_and_hides_no_new_one()
    {
        var unnamed = rig.Issuer.Key.ToJson();
        unnamed.Remove("kid");
        rig.Issuer.Raw = new JsonObject { ["keys"] = new JsonArray(unnamed.DeepClone()) }.ToJsonString();
        Assert.NotNull(await rig.ReadAsync(rig.Claims()));
        Assert.NotNull(await rig.ReadAsync(TestIssuer.Token(rig.Claims(), rig.Issuer.Key, header: header => header.Remove("kid"))));
        Assert.Null(await rig.ReadAsync(TestIssuer.Token(rig.Claims(), new TestKey(rig.Issuer.Key.Id, RSA.Create(2048)))));

        rig.Time.Advance(IssuerKeys.Pause);
        var next = new TestKey("next", ECDsa.Create(ECCurve.NamedCurves.nistP256));
        rig.Issuer.Raw = new JsonObject { ["keys"] = new JsonArray(unnamed, next.ToJson()) }.ToJsonString();
        Assert.NotNull(await rig.ReadAsync(TestIssuer.Token(rig.Claims(), next)));
    }

    [Theory]
    [InlineData("""{"keys":[]}""")]
    [InlineData("""{"keys":[{"kty":"oct","k":"c2VjcmV0","alg":"HS256"}]}""")]
    public async Task An_issuer_that_publishes_no_keys_is_told_apart_from_one_that_is_away(string served)
    {
        rig.Issuer.Raw = served;
        await rig.Tokens.LookForKeysAsync(CancellationToken.None);
        Assert.Contains(rig.Log.Lines, line => line.Level == LogLevel.Warning && line.Text.Contains("HS256", StringComparison.Ordinal));

        var claims = rig.Claims();
        var text = string.Join('.', TestIssuer.Token(claims, rig.Issuer.Key, "HS256").Split('.')[..2]);
        var signature = HMACSHA256.HashData(Encoding.UTF8.GetBytes("the project's shared secret"), Encoding.ASCII.GetBytes(text));
        var token = $"{text}.{System.Buffers.Text.Base64Url.EncodeToString(signature)}";
        var problem = (await Assert.ThrowsAsync<ProblemException>(() => rig.ReadAsync(token))).Problem;
        Assert.Equal((ProblemCode.Unauthenticated, null), (problem.Code, problem.RetryAfter));

        rig.Issuer.Raw = null;
        rig.Time.Advance(IssuerKeys.FirstPause);
        Assert.NotNull(await rig.ReadAsync(claims));
        Assert.Null(await rig.ReadAsync(token));
    }

    [Fact]
    public async Task One_address_has_no_more_than_its_share_of_those_who_wait_for_an_issuer_that_hangs()
    {
        var held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        rig.Issuer.Held = held.Task;
        using var http = new HttpClient();
        var issuer = new TokenIssuer(rig.Issuer.Authority, TestIssuer.Audience, KeysAddress: null, AdminClaim: null, ViewerClaim: null);
        using var keys = new IssuerKeys(issuer, http, rig.Time, mayUseHttp: true, NullLogger.Instance);

        var greedy = Enumerable.Range(0, 10).Select(_ => AskAsync("192.0.2.1")).ToArray();
        Assert.Equal(IssuerKeys.MostOfOneAddress, keys.Waiting);
        Assert.Equal(IssuerKeys.MostOfOneAddress, greedy.Count(asked => !asked.IsCompleted));
        var another = AskAsync("192.0.2.2");
        Assert.False(another.IsCompleted);
        Assert.Null(await AskAsync("192.0.2.3", mayWait: false));

        held.SetResult();
        Assert.NotNull(await another);
        Assert.Equal(IssuerKeys.MostOfOneAddress, (await Task.WhenAll(greedy)).Count(found => found is not null));
        Assert.Equal(0, keys.Waiting);

        Task<IReadOnlyList<SecurityKey>?> AskAsync(string address, bool mayWait = true) =>
            keys.FindAsync(id: null, new(IPAddress.Parse(address), mayWait), TestContext.Current.CancellationToken).AsTask();
    }

    [Fact]
    public async Task A_caller_whose_issuer_publishes_no_keys_is_401_with_the_reason_and_is_not_told_to_come_again()
    {
        rig.Issuer.Raw = """{"keys":[]}""";
        await using var api = await TestApi.StartAsync(
            new() { ["OIDC_AUTHORITY"] = rig.Issuer.Authority, ["OIDC_AUDIENCE"] = TestIssuer.Audience });
        using var client = api.Client();
        var token = rig.Issuer.Token(rig.Issuer.Claims("somebody"));

        foreach (var address in new[] { "/api/admin/users", $"/api/organizations/{Guid.NewGuid()}/status-history" })
        {
            using var answer = await client.GetAsync(address, ("Authorization", $"Bearer {token}"));
            Assert.Contains(
                "publishes no keys", (await answer.ShouldBeProblemAsync(401, "unauthenticated")).Text("detail"), StringComparison.Ordinal);
            Assert.Equal("Bearer", Assert.Single(answer.Headers.WwwAuthenticate).Scheme);
            Assert.Null(answer.Headers.RetryAfter);
        }

        Assert.Contains(
            api.Log.Lines, line => line.Level == LogLevel.Warning && line.Text.Contains("publishes no key", StringComparison.Ordinal));
    }
}
