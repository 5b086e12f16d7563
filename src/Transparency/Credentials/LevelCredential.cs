using System.Globalization;

namespace StatusLevels.Transparency.Credentials;

/// <summary>
/// What a credential says: that an organization holds a level, since when, until when, and which entry of its history gave it.
/// </summary>
/// <remarks>Open Badges 3.0 on W3C Verifiable Credentials 2.0, in one fixed shape.</remarks>
public sealed record LevelCredential
{
    /// <summary>Names the holding: a renewal is another credential of the same one.</summary>
    public required Guid HoldingId { get; init; }

    /// <summary>Whose it is.</summary>
    public required Guid OrganizationId { get; init; }

    /// <summary>What it is called; null: nobody knows.</summary>
    public required string? OrganizationName { get; init; }

    /// <summary>The letter of the level.</summary>
    public required string Level { get; init; }

    /// <summary>What the level is.</summary>
    public required LevelAchievement Achievement { get; init; }

    /// <summary>Since when it is held.</summary>
    public required DateTimeOffset ValidFrom { get; init; }

    /// <summary>The exclusive end; null: none is known.</summary>
    public required DateTimeOffset? ValidUntil { get; init; }

    /// <summary>The entry that gave it: which life of the organization.</summary>
    public required int Epoch { get; init; }

    /// <summary>Its number in that life.</summary>
    public required long Sequence { get; init; }

    /// <summary>Its hash, in hexadecimal digits.</summary>
    public required string EntryHash { get; init; }

    /// <summary>In which status list it is.</summary>
    public required int StatusList { get; init; }

    /// <summary>Where in that list.</summary>
    public required int StatusIndex { get; init; }

    /// <summary>The address of the credential.</summary>
    public string Id => $"urn:uuid:{HoldingId}";

    /// <summary>Whom it speaks of: the page on which everybody sees what the organization holds now.</summary>
    public string SubjectOf(CredentialIssuer issuer) => $"{issuer.Address}/organizations/{OrganizationId}";

    internal LinkedDocument DocumentOf(CredentialIssuer issuer) =>
        new([Vocabulary.CredentialsContext, Vocabulary.OpenBadgesContext], Vocabulary.OwnTerms, RootOf(issuer));

    private LinkedNode RootOf(CredentialIssuer issuer) =>
        new LinkedNode(Id, Vocabulary.VerifiableCredential, Vocabulary.OpenBadgeCredential)
            .With(Vocabulary.Name, Achievement.Name)
            .With(Vocabulary.Issuer, new LinkedNode(issuer.Did, Vocabulary.Profile)
                .With(Vocabulary.Name, issuer.Host)
                .With(Vocabulary.Url, $"{issuer.Address}/"))
            .With(Vocabulary.ValidFrom, ValidFrom)
            .With(Vocabulary.ValidUntil, ValidUntil)
            .With(Vocabulary.CredentialSubject, new LinkedNode(SubjectOf(issuer), Vocabulary.AchievementSubject)
                .With(Vocabulary.Name, OrganizationName)
                .With(Vocabulary.Achievement, Achievement.NodeOf(issuer, Level)))
            .With(Vocabulary.Evidence, EvidenceOf(issuer))
            .With(Vocabulary.CredentialStatus, StatusOf(issuer, StatusPurpose.Revocation), StatusOf(issuer, StatusPurpose.Suspension));

    private LinkedNode[] EvidenceOf(CredentialIssuer issuer) =>
    [
        new LinkedNode(
            string.Create(CultureInfo.InvariantCulture, $"{SubjectOf(issuer)}#entry-{Epoch}-{Sequence}"), Vocabulary.EvidenceType)
            .With(Vocabulary.Name, string.Create(CultureInfo.InvariantCulture, $"Entry {Sequence} of the history of its levels"))
            .With(Vocabulary.Narrative, "The entry that gave the level. Its hash fixes what it says, and the public log that it was written.")
            .With(Vocabulary.OrganizationId, OrganizationId.ToString())
            .With(Vocabulary.Epoch, Epoch)
            .With(Vocabulary.Sequence, Sequence)
            .With(Vocabulary.EntryHash, EntryHash),
    ];

    private LinkedNode StatusOf(CredentialIssuer issuer, StatusPurpose purpose)
    {
        var list = StatusListCredential.AddressOf(issuer, purpose, StatusList);
        var index = StatusIndex.ToString(CultureInfo.InvariantCulture);
        return new LinkedNode($"{list}#{index}", Vocabulary.StatusListEntry)
            .With(Vocabulary.StatusPurpose, StatusListCredential.WordOf(purpose))
            .With(Vocabulary.StatusListIndex, index)
            .With(Vocabulary.StatusListCredential, list);
    }
}
