namespace StatusLevels.Transparency.Credentials;

/// <summary>
/// The terms that our credentials use, as the frozen contexts define them. The contexts themselves are never loaded: a test holds these
/// against a JSON-LD library that reads them.
/// </summary>
internal static class Vocabulary
{
    public const string CredentialsContext = "https://www.w3.org/ns/credentials/v2";
    public const string OpenBadgesContext = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json";
    public const string TypeIri = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type";
    public const string Integer = Xsd + "integer";

    private const string Xsd = "http://www.w3.org/2001/XMLSchema#";
    private const string DateTime = Xsd + "dateTime";
    private const string Credentials = "https://www.w3.org/2018/credentials#";
    private const string Status = "https://www.w3.org/ns/credentials/status#";
    private const string Security = "https://w3id.org/security#";
    private const string Multibase = Security + "multibase";
    private const string Badges = "https://purl.imsglobal.org/spec/vc/ob/vocab.html#";
    private const string Schema = "https://schema.org/";
    private const string Own = "urn:statuslevels:";

    public static readonly LinkedTerm VerifiableCredential = new("VerifiableCredential", Credentials + "VerifiableCredential");
    public static readonly LinkedTerm OpenBadgeCredential = new("OpenBadgeCredential", Badges + "OpenBadgeCredential");
    public static readonly LinkedTerm Profile = new("Profile", Badges + "Profile");
    public static readonly LinkedTerm AchievementSubject = new("AchievementSubject", Badges + "AchievementSubject");
    public static readonly LinkedTerm AchievementType = new("Achievement", Badges + "Achievement");
    public static readonly LinkedTerm EvidenceType = new("Evidence", Badges + "Evidence");
    public static readonly LinkedTerm StatusListCredentialType =
        new("BitstringStatusListCredential", Status + "BitstringStatusListCredential");
    public static readonly LinkedTerm StatusList = new("BitstringStatusList", Status + "BitstringStatusList");
    public static readonly LinkedTerm StatusListEntry = new("BitstringStatusListEntry", Status + "BitstringStatusListEntry");
    public static readonly LinkedTerm DataIntegrityProof = new("DataIntegrityProof", Security + "DataIntegrityProof");

    public static readonly LinkedTerm Name = new("name", Schema + "name");
    public static readonly LinkedTerm Description = new("description", Schema + "description");
    public static readonly LinkedTerm Url =
        new("url", Schema + "url") { Datatype = "https://www.w3.org/2001/XMLSchema#anyURI" };
    public static readonly LinkedTerm Issuer = new("issuer", Credentials + "issuer") { IsReference = true };
    public static readonly LinkedTerm ValidFrom = new("validFrom", Credentials + "validFrom") { Datatype = DateTime };
    public static readonly LinkedTerm ValidUntil = new("validUntil", Credentials + "validUntil") { Datatype = DateTime };
    public static readonly LinkedTerm CredentialSubject = new("credentialSubject", Credentials + "credentialSubject");
    public static readonly LinkedTerm CredentialStatus = new("credentialStatus", Credentials + "credentialStatus");
    public static readonly LinkedTerm Evidence = new("evidence", Credentials + "evidence");
    public static readonly LinkedTerm Achievement = new("achievement", Badges + "achievement");
    public static readonly LinkedTerm Criteria = new("criteria", Badges + "Criteria");
    public static readonly LinkedTerm Narrative = new("narrative", Badges + "narrative");
    public static readonly LinkedTerm StatusPurpose = new("statusPurpose", Status + "statusPurpose");
    public static readonly LinkedTerm StatusListIndex = new("statusListIndex", Status + "statusListIndex");
    public static readonly LinkedTerm StatusListCredential =
        new("statusListCredential", Status + "statusListCredential") { IsReference = true };
    public static readonly LinkedTerm EncodedList = new("encodedList", Status + "encodedList") { Datatype = Multibase };
    public static readonly LinkedTerm TimeToLive = new("ttl", Status + "ttl");
    public static readonly LinkedTerm Created = new("created", "http://purl.org/dc/terms/created") { Datatype = DateTime };
    public static readonly LinkedTerm Cryptosuite =
        new("cryptosuite", Security + "cryptosuite") { Datatype = Security + "cryptosuiteString" };
    public static readonly LinkedTerm ProofPurpose = new("proofPurpose", Security + "proofPurpose") { Vocabulary = Security };
    public static readonly LinkedTerm VerificationMethod =
        new("verificationMethod", Security + "verificationMethod") { IsReference = true };

    public static readonly LinkedTerm OrganizationId = new("organization_id", Own + "organization_id");
    public static readonly LinkedTerm Epoch = new("epoch", Own + "epoch");
    public static readonly LinkedTerm Sequence = new("sequence", Own + "sequence");
    public static readonly LinkedTerm EntryHash = new("entry_hash", Own + "entry_hash");

    /// <summary>What no context of others defines: which entry of which history.</summary>
    public static readonly IReadOnlyList<LinkedTerm> OwnTerms = [OrganizationId, Epoch, Sequence, EntryHash];
}
