using System.Text.Json;
using StatusLevels.Transparency.Credentials;

namespace StatusLevels.Transparency.Tests.Credentials;

/// <summary>The test vectors of W3C for <c>eddsa-rdfc-2022</c>, step by step.</summary>
public sealed class EddsaVectorTests
{
    private static readonly JsonElement Pair = JsonDocument.Parse(Vector("keyPair.json")).RootElement;

    // The codec of a private key is two bytes.
    private static readonly Ed25519Key Key = new(Base58Text.Read(Pair.GetProperty("privateKeyMultibase").GetString()!)[2..]);

    private static string PublicKey => Pair.GetProperty("publicKeyMultibase").GetString()!;

    [Fact]
    public void The_key_is_written_as_in_the_vector() => Assert.Equal(PublicKey, Multibase.OfKey(Key.PublicKey));

    [Fact]
    public void The_options_of_the_proof_are_canonical_as_in_the_vector() =>
        Assert.Equal(Bytes("proofCanonDataInt.txt"), Options());

    [Fact]
    public void Their_hash_and_that_of_the_document_are_those_of_the_vector() => Assert.Equal(
        Vector("combinedHashDataInt.txt"), Convert.ToHexStringLower(DataIntegrity.Hash(Options(), Bytes("canonDocDataInt.txt"))));

    [Fact]
    public void The_signature_is_that_of_the_vector()
    {
        var signature = Key.Sign(DataIntegrity.Hash(Options(), Bytes("canonDocDataInt.txt")));

        Assert.Equal(Vector("sigHexDataInt.txt"), Convert.ToHexStringLower(signature));
        Assert.Equal(Vector("sigBTC58DataInt.txt"), Multibase.Of(signature));
    }

    private static byte[] Options() => CanonicalQuads.Of(DataIntegrity.OptionsOf(
        $"did:key:{PublicKey}#{PublicKey}", new DateTimeOffset(2023, 2, 24, 23, 36, 38, TimeSpan.Zero)));

    private static string Vector(string name) => System.Text.Encoding.UTF8.GetString(Bytes(name)).Trim();

    private static byte[] Bytes(string name) => File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Credentials/vectors", name));
}
