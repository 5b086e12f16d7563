using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using StatusLevels.Transparency;
using StatusLevels.Transparency.Credentials;

namespace StatusLevels.Testing.Credentials;

/// <summary>
/// A bundle as an issuer would make it, of which a test changes what it is about. Keys and salts are always the same ones.
/// </summary>
internal sealed record TestBundle
{
    public const string Host = "levels.example.org";
    public const int Place = 94_567;

    public static readonly DateTimeOffset Noon = new(2026, 11, 28, 12, 0, 0, TimeSpan.Zero);
    public static readonly Ed25519Key Key = KeyOf(1);
    public static readonly Ed25519Key LogSigner = KeyOf(2);

    /// <summary>When it is made.</summary>
    public DateTimeOffset At { get; init; } = Noon;

    public string Issuer { get; init; } = $"did:web:{Host}";

    public Guid Organization { get; init; } = new("6f0e2b8a-5a55-4f0e-9c0d-2b1a7d3c9e10");

    public DateTimeOffset? ValidUntil { get; init; } = Noon.AddYears(1);

    /// <summary>Whether the bit of the credential is set in the list of what ended.</summary>
    public bool IsRevoked { get; init; }

    /// <summary>The same for what is suspended.</summary>
    public bool IsSuspended { get; init; }

    /// <summary>It holds the text of the entry, as for members.</summary>
    public bool IsFull { get; init; }

    /// <summary>What the text of the entry says that was done.</summary>
    public string Action { get; init; } = "granted";

    /// <summary>What signs credential, lists and bundle.</summary>
    public Ed25519Key Signer { get; init; } = Key;

    public string KeyName { get; init; } = "key-1-jwk";

    /// <summary>When the key was retired; null: it was not.</summary>
    public DateTimeOffset? KeyEnd { get; init; }

    public Action<JsonObject> ChangeDid { get; init; } = static _ => { };

    public Action<JsonObject> ChangeCredential { get; init; } = static _ => { };

    /// <summary>Both lists are changed in the same way.</summary>
    public Action<JsonObject> ChangeList { get; init; } = static _ => { };

    /// <summary>The last thing before it is signed.</summary>
    public Action<JsonObject> ChangeWhole { get; init; } = static _ => { };

    public Func<Checkpoint, SignedNote> SignCheckpoint { get; init; } = static one =>
        SignedNote.Sign(one.ToString(), one.Origin, LogSigner);

    /// <summary>Puts the leaf of the entry into a log of this name; null: into one of five leaves.</summary>
    public Func<byte[], string, LogProof>? ProveIn { get; init; }

    /// <summary>The key of the log, as it is known beforehand.</summary>
    public NoteKey LogKey => new(Origin, NoteSignatureType.Text, LogSigner.PublicKey);

    public string KeyId => $"{Issuer}#{KeyName}";

    public string Base => $"https://{Uri.UnescapeDataString(Issuer["did:web:".Length..])}";

    private string Origin => $"{Base["https://".Length..]}/log";

    private string Canonical => $$"""{"format":"statuslevels-history/1","organization_id":"{{Organization}}","epoch":1,"sequence":7,"level":"B","action":"{{Action}}"}""";

    private byte[] Hash => SHA256.HashData([.. new byte[32], .. Encoding.UTF8.GetBytes(Canonical)]);

    public static Ed25519Key KeyOf(byte seed) => new([.. Enumerable.Repeat(seed, Ed25519Key.SeedBytes)]);

    /// <summary>The bundle as it is handed out.</summary>
    public string Make()
    {
        var whole = new JsonObject
        {
            ["version"] = 1,
            ["issued_at"] = CredentialBundle.Instant(At),
            ["fresh_until"] = CredentialBundle.Instant(At.AddMinutes(1)),
            ["credential"] = Sign(Credential()),
            ["status"] = new JsonObject
            {
                ["revocation"] = Sign(List("revocation", IsRevoked)),
                ["suspension"] = Sign(List("suspension", IsSuspended)),
            },
            ["did"] = Did(),
            ["entry"] = Entry(),
            ["proof"] = Proof().ToString(),
            ["log_key"] = LogKey.ToString(),
        };
        ChangeWhole(whole);
        return CompactJws.Sign(Encoding.UTF8.GetBytes(whole.ToJsonString()), CredentialBundle.Type, KeyId, Signer);
    }

    public JsonObject Did()
    {
        var did = new JsonObject
        {
            ["@context"] = new JsonArray("https://www.w3.org/ns/did/v1", "https://w3id.org/security/jwk/v1"),
            ["id"] = Issuer,
            ["verificationMethod"] = new JsonArray(new JsonObject
            {
                ["id"] = KeyId,
                ["type"] = "JsonWebKey",
                ["controller"] = Issuer,
                ["publicKeyJwk"] =
                    new JsonObject { ["kty"] = "OKP", ["crv"] = "Ed25519", ["x"] = Base64Url.EncodeToString(Signer.PublicKey) },
            }),
            ["assertionMethod"] = new JsonArray(KeyId),
        };
        if (KeyEnd is { } end)
        {
            did["verificationMethod"]![0]!["expires"] = CredentialBundle.Instant(end);
        }

        ChangeDid(did);
        return did;
    }

    public JsonObject Credential()
    {
        var credential = new JsonObject
        {
            ["@context"] = new JsonArray("https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"),
            ["id"] = $"{Base}/api/organizations/{Organization}/credentials/B",
            ["type"] = new JsonArray("VerifiableCredential", "OpenBadgeCredential"),
            ["iat"] = At.ToUnixTimeSeconds(),
            ["issuer"] = new JsonObject { ["id"] = Issuer, ["type"] = new JsonArray("Profile"), ["name"] = "Levels" },
            ["validFrom"] = CredentialBundle.Instant(Noon.AddDays(-30)),
            ["credentialSubject"] = new JsonObject
            {
                ["id"] = $"{Base}/organizations/{Organization}",
                ["type"] = new JsonArray("AchievementSubject"),
                ["achievement"] = new JsonObject { ["id"] = $"{Base}/achievements/B", ["type"] = new JsonArray("Achievement") },
            },
            ["evidence"] = new JsonArray(new JsonObject
            {
                ["type"] = new JsonArray("Evidence"),
                ["organization_id"] = Organization.ToString(),
                ["epoch"] = 1,
                ["sequence"] = 7,
                ["entry_hash"] = Convert.ToHexStringLower(Hash),
            }),
            ["credentialStatus"] = new JsonArray(StatusEntry("revocation"), StatusEntry("suspension")),
        };
        if (ValidUntil is { } until)
        {
            credential["validUntil"] = CredentialBundle.Instant(until);
        }

        ChangeCredential(credential);
        return credential;
    }

    private JsonObject StatusEntry(string purpose) => new()
    {
        ["type"] = "BitstringStatusListEntry",
        ["statusPurpose"] = purpose,
        ["statusListIndex"] = Place.ToString(CultureInfo.InvariantCulture),
        ["statusListCredential"] = $"{Base}/credentials/status/{purpose}/1",
    };

    private JsonObject List(string purpose, bool isSet)
    {
        var list = new JsonObject
        {
            ["@context"] = new JsonArray("https://www.w3.org/ns/credentials/v2"),
            ["id"] = $"{Base}/credentials/status/{purpose}/1",
            ["type"] = new JsonArray("VerifiableCredential", "BitstringStatusListCredential"),
            ["issuer"] = Issuer,
            ["validFrom"] = CredentialBundle.Instant(At),
            ["validUntil"] = CredentialBundle.Instant(At.AddDays(1)),
            ["credentialSubject"] = new JsonObject
            {
                ["id"] = $"{Base}/credentials/status/{purpose}/1#list",
                ["type"] = "BitstringStatusList",
                ["statusPurpose"] = purpose,
                // Its neighbours are set, so that who counts bits from the other end of a byte is found.
                ["encodedList"] = new Bitstring { [Place] = isSet, [Place - 1] = true, [Place + 1] = true }.Encode(),
            },
        };
        ChangeList(list);
        return list;
    }

    private JsonObject Entry()
    {
        var entry = new JsonObject
        {
            ["organization_id"] = Organization.ToString(),
            ["epoch"] = 1,
            ["sequence"] = 7,
            ["hash"] = Convert.ToHexStringLower(Hash),
            ["salt"] = Convert.ToBase64String(new byte[LogLeaf.SaltSize]),
        };
        if (IsFull)
        {
            entry["canonical"] = Canonical;
            entry["previous_hash"] = new string('0', 64);
        }

        return entry;
    }

    /// <summary>The fourth of five leaves: hashes on both sides, and one at the edge that stands for itself.</summary>
    private LogProof Proof()
    {
        var salt = new byte[LogLeaf.SaltSize];
        if (ProveIn is not null)
        {
            return ProveIn(LogLeaf.Data(Hash, salt), Origin);
        }

        TreeHash[] leaves =
            [.. Enumerable.Range(0, 5).Select(index => TreeHash.OfLeaf(index == 3 ? LogLeaf.Data(Hash, salt) : [(byte)index]))];
        var (left, right) = (TreeHash.OfNode(leaves[0], leaves[1]), TreeHash.OfNode(leaves[2], leaves[3]));
        var checkpoint = new Checkpoint(Origin, leaves.Length, TreeHash.OfNode(TreeHash.OfNode(left, right), leaves[4]));
        return new(salt, 3, [leaves[2], left, leaves[4]], SignCheckpoint(checkpoint));
    }

    private string Sign(JsonObject credential) => CompactJws.Sign(
        JsonSerializer.SerializeToUtf8Bytes(credential), "vc+jwt", KeyId, Signer);
}
