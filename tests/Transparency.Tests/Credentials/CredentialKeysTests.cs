using System.Text.Json;
using StatusLevels.Transparency.Credentials;

namespace StatusLevels.Transparency.Tests.Credentials;

/// <summary>The keys of credentials: those that sign, those that did, and those that are withdrawn.</summary>
public sealed class CredentialKeysTests
{
    private static readonly string Seed = Samples.Seed(1);
    private static readonly string Key = Samples.PublicKey(2);

    [Fact]
    public void The_first_key_signs()
    {
        Assert.Equal("2026", Samples.Keys.Signing.Id);
        Assert.Equal(
            [CredentialKeyUse.Signs, CredentialKeyUse.Verifies, CredentialKeyUse.Revoked], Samples.Keys.All.Select(static key => key.Use));
        Assert.Throws<InvalidOperationException>(static () => Samples.Keys.All[1].Pair);
    }

    public static TheoryData<string> NoKeys =>
    [
        "", ",", Seed, $":{Seed}", $"a b:{Seed}", $"a#b:{Seed}", $"ключ:{Seed}", $"{new string('a', 65)}:{Seed}", "a:short", $"a:{Seed}x",
        $"a:pub:{Key}", $"a:pub:{Key},b:{Seed}", $"a:{Seed},a:pub:{Key}", $"a:{Seed},b:{Seed}", $"a:{Seed},b:other:{Key}",
        $"a:{Seed},b:pub:",
        $"a:{Seed},b:revoked:{Key}:x", $"a:{Seed},b:pub:{Key}@", $"a:{Seed},b:pub:{Key}@tomorrow", $"a:{Seed},b:pub:@2026-01-01T00:00:00Z",
        $"a:{Seed},b:pub:{Key}@2026-01-01", $"a:{Seed},b:revoked:{Key}@2026-01-01T00:00:00Z", $"a:{Seed}@2026-01-01T00:00:00Z",
        $"a:{Seed},b:pub:{Samples.PublicKey(1)}",
    ];

    [Theory]
    [MemberData(nameof(NoKeys))]
    public void What_is_no_list_of_keys_is_not_read(string text) => Assert.Null(CredentialKeys.Parse(text));

    [Fact]
    public void The_document_has_every_key_and_lets_no_revoked_one_sign()
    {
        using var document = JsonDocument.Parse(DidDocument.Of(Samples.Issuer));
        var methods = document.RootElement.GetProperty("verificationMethod").EnumerateArray().ToDictionary(
            static method => method.GetProperty("id").GetString()!);
        var signing = document.RootElement.GetProperty("assertionMethod").EnumerateArray().Select(static id => id.GetString()).ToArray();

        Assert.Equal("did:web:levels.example.org", document.RootElement.GetProperty("id").GetString());
        foreach (var key in Samples.Keys.All)
        {
            var (multikey, jwk) = (methods[Samples.Issuer.MultikeyOf(key)], methods[Samples.Issuer.JwkOf(key)]);
            Assert.Equal(Multibase.OfKey(key.PublicKey), multikey.GetProperty("publicKeyMultibase").GetString());
            Assert.Equal(
                key.PublicKey.ToArray(), Base64UrlText.ReadExactly(jwk.GetProperty("publicKeyJwk").GetProperty("x").GetString()!));
            Assert.Equal(key.Use == CredentialKeyUse.Revoked, multikey.TryGetProperty("revoked", out _));
            Assert.Equal(key.Use != CredentialKeyUse.Revoked, signing.Contains(Samples.Issuer.MultikeyOf(key)));
            Assert.Equal(key.Use != CredentialKeyUse.Revoked, signing.Contains(Samples.Issuer.JwkOf(key)));
        }
    }

    [Fact]
    public void A_key_that_was_retired_shows_since_when_in_both_of_its_forms()
    {
        var keys = CredentialKeys.Parse($"2027:{Seed},2026:pub:{Key}@2027-01-31T12:00:00Z")!;
        var issuer = new CredentialIssuer(new Uri("https://levels.example.org"), keys);
        using var document = JsonDocument.Parse(DidDocument.Of(issuer));
        var ends = document.RootElement.GetProperty("verificationMethod").EnumerateArray().Select(static method =>
            method.TryGetProperty("expires", out var end) ? end.GetString() : null);

        Assert.Equal([null, null, "2027-01-31T12:00:00Z", "2027-01-31T12:00:00Z"], ends);
        Assert.Equal(4, document.RootElement.GetProperty("assertionMethod").GetArrayLength());
        var read = DidKeys.Read(document.RootElement)!.Keys[issuer.JwkOf(keys.All[1])];
        Assert.Equal((new DateTimeOffset(2027, 1, 31, 12, 0, 0, TimeSpan.Zero), false), (read.Expires, read.IsWithdrawn));
    }

    [Theory]
    [InlineData("https://levels.example.org", "did:web:levels.example.org", "https://levels.example.org")]
    [InlineData("https://levels.example.org:8443", "did:web:levels.example.org%3A8443", "https://levels.example.org:8443")]
    [InlineData("http://localhost:5080", "did:web:localhost%3A5080", "http://localhost:5080")]
    [InlineData("http://[::1]:5080", "did:web:%5B%3A%3A1%5D%3A5080", "http://[::1]:5080")]
    [InlineData("https://уровни.рф/", "did:web:xn--b1amocjr.xn--p1ai", "https://xn--b1amocjr.xn--p1ai")]
    public void The_name_of_the_issuer_is_its_host(string address, string did, string root)
    {
        var issuer = new CredentialIssuer(new Uri(address), Samples.Keys);

        Assert.Equal((did, root), (issuer.Did, issuer.Address));
    }
}
