using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CsCheck;
using StatusLevels.Transparency.Credentials;

namespace StatusLevels.Transparency.Tests.Credentials;

/// <summary>The credential of a level in both of its forms, and that what was issued once is issued the same for ever.</summary>
public sealed class LevelCredentialTests
{
    private static readonly string[] Hostile =
    [
        "\"", "\\", "\n", "\r", "\t", "\b", "\f", "\u0001", "\u001f", "\u007f", "\u0085", "é", "e\u0301", "й", "и\u0306", "🏺", "👩‍👩‍👧",
        "\u202e", "\uffff", "<b>", "&amp;", " ", "Ж", "\ue000", "_:c14n0", "> .\n<a> <b> <c> .",
    ];

    [Fact]
    public void The_credential_with_a_proof_is_the_golden_one() =>
        Golden("level.json", Samples.Issuer.Sign(Samples.Credential, Samples.Now));

    [Fact]
    public void The_credential_as_a_JWT_is_the_golden_one() =>
        Golden("level-dated.jwt", Encoding.ASCII.GetBytes(Samples.Issuer.SignAsJwt(Samples.Credential, Samples.Now)));

    [Fact]
    public void A_JWT_of_the_time_before_it_was_dated_is_still_read_and_bears_no_date()
    {
        var (former, dated) = (SignedCredential.Read(Read("level.jwt"))!, SignedCredential.Read(Read("level-dated.jwt"))!);

        Assert.True(former.Signed.IsSignedBy(Samples.Keys.Signing.PublicKey));
        Assert.Equal((null, Samples.Now), (former.SignedAt, dated.SignedAt));
        Assert.Equal(former.Claims, dated.Claims);
    }

    [Fact]
    public void The_status_list_is_the_golden_one_but_for_how_it_is_packed()
    {
        using var list = JsonDocument.Parse(Samples.Issuer.Sign(List()));
        using var golden = JsonDocument.Parse(Read("list.json"));
        var (subject, former) = (list.RootElement.GetProperty("credentialSubject"), golden.RootElement.GetProperty("credentialSubject"));

        Assert.Equal(former.GetProperty("id").GetString(), subject.GetProperty("id").GetString());
        Assert.Equal(30_000, subject.GetProperty("ttl").GetInt32());
        Assert.Equal(
            Bitstring.Decode(former.GetProperty("encodedList").GetString()!)![94_567],
            Bitstring.Decode(subject.GetProperty("encodedList").GetString()!)![94_567]);
        Assert.Equal("2026-03-03T10:00:00Z", list.RootElement.GetProperty("validUntil").GetString());
    }

    [Fact]
    public void A_level_without_an_end_names_none()
    {
        using var credential = JsonDocument.Parse(Samples.Issuer.Sign(Samples.Credential with { ValidUntil = null }, Samples.Now));
        var jwt = CompactJws.Parse(Samples.Issuer.SignAsJwt(Samples.Credential with { ValidUntil = null }, Samples.Now))!;
        using var claims = JsonDocument.Parse(jwt.Payload);

        Assert.False(credential.RootElement.TryGetProperty("validUntil", out _));
        Assert.False(claims.RootElement.TryGetProperty("exp", out _));
        Assert.False(claims.RootElement.TryGetProperty("proof", out _));
    }

    [Fact]
    public void Both_forms_say_the_same_whatever_the_name_holds()
    {
        var hostile = Gen.Int[0, Hostile.Length - 1].Array[0, 12].Select(static places =>
            string.Concat(places.Select(static place => Hostile[place])));
        var statements = Statements(Samples.Credential).Length;
        hostile.Sample(name =>
        {
            var credential = Samples.Credential with { OrganizationName = name, Achievement = new(name, name, name) };
            using var proven = JsonDocument.Parse(Samples.Issuer.Sign(credential, Samples.Now));
            var jwt = CompactJws.Parse(Samples.Issuer.SignAsJwt(credential, Samples.Now))!;
            using var claims = JsonDocument.Parse(jwt.Payload);
            var options = DataIntegrity.OptionsOf(Samples.Issuer.MultikeyOf(Samples.Keys.Signing), Samples.Now);
            var document = CanonicalQuads.Of(credential.DocumentOf(Samples.Issuer).Root);
            var signature = Base58Text.Read(proven.RootElement.GetProperty("proof").GetProperty("proofValue").GetString()!);

            // A text is one statement, whatever stands in it.
            return Statements(credential).Length == statements
                && Ed25519Key.Verify(
                    Samples.Keys.Signing.PublicKey, DataIntegrity.Hash(CanonicalQuads.Of(options), document), signature)
                && jwt.IsSignedBy(Samples.Keys.Signing.PublicKey)
                && NameIn(proven) == name && NameIn(claims) == name;
        });
    }

    [Fact]
    public void A_changed_fact_is_another_signature()
    {
        LevelCredential[] changed =
        [
            Samples.Credential with { OrganizationName = "e\u0301" }, Samples.Credential with { OrganizationName = "é" },
            Samples.Credential with { Level = "C" }, Samples.Credential with { EntryHash = new string('0', 64) },
            Samples.Credential with { StatusIndex = 1 }, Samples.Credential with { Epoch = 2 },
            Samples.Credential with { ValidUntil = null },
        ];
        var hashes = changed.Append(Samples.Credential).Select(static one =>
            Convert.ToHexString(SHA256.HashData(CanonicalQuads.Of(one.DocumentOf(Samples.Issuer).Root))));

        Assert.Equal(changed.Length + 1, hashes.Distinct(StringComparer.Ordinal).Count());
    }

    private static StatusListCredential List() =>
        new(StatusPurpose.Revocation, 3, new Bitstring { [94_567] = true }, Samples.Now);

    private static string[] Statements(LevelCredential credential) =>
        Encoding.UTF8.GetString(CanonicalQuads.Of(credential.DocumentOf(Samples.Issuer).Root)).Split('\n');

    private static string? NameIn(JsonDocument credential) =>
        credential.RootElement.GetProperty("credentialSubject").GetProperty("name").GetString();

    // A golden file is never changed: a credential of another shape gets another file, and this one goes on being verified.
    private static void Golden(string name, byte[] made) => Assert.Equal(Read(name), Encoding.UTF8.GetString(made));

    private static string Read(string name) =>
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Credentials/golden", name));
}
