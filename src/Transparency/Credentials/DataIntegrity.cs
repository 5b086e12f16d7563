using System.Security.Cryptography;

namespace StatusLevels.Transparency.Credentials;

/// <summary>The proof that stands inside a credential.</summary>
/// <remarks>W3C Data Integrity EdDSA Cryptosuites 1.0, <c>eddsa-rdfc-2022</c>.</remarks>
internal static class DataIntegrity
{
    private const string Cryptosuite = "eddsa-rdfc-2022";

    /// <summary>The document with a proof.</summary>
    public static byte[] Sign(LinkedDocument document, CredentialKey key, string keyAddress, DateTimeOffset created)
    {
        var options = OptionsOf(keyAddress, created);
        var signature = key.Sign(Hash(CanonicalQuads.Of(options), CanonicalQuads.Of(document.Root)));
        return document.ToJson(after: json =>
        {
            json.WriteStartObject("proof");
            options.WriteMembers(json);
            json.WriteString("proofValue", Multibase.Of(signature));
            json.WriteEndObject();
        });
    }

    /// <summary>What the proof says of itself, which is signed too.</summary>
    public static LinkedNode OptionsOf(string keyAddress, DateTimeOffset created) =>
        new LinkedNode(null, Vocabulary.DataIntegrityProof)
            .With(Vocabulary.Cryptosuite, Cryptosuite)
            .With(Vocabulary.Created, created)
            .With(Vocabulary.VerificationMethod, keyAddress)
            .With(Vocabulary.ProofPurpose, "assertionMethod");

    /// <summary>What is signed: the hash of the options, then that of the document, each in its canonical form.</summary>
    public static byte[] Hash(ReadOnlySpan<byte> options, ReadOnlySpan<byte> document) =>
        [.. SHA256.HashData(options), .. SHA256.HashData(document)];
}
