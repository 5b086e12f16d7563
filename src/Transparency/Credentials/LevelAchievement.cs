namespace StatusLevels.Transparency.Credentials;

/// <summary>What a level is, as credentials say it.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Description">What it means.</param>
/// <param name="Criteria">How it is had.</param>
public sealed record LevelAchievement(string Name, string Description, string Criteria)
{
    /// <summary>It as a document of its own, which nobody signs.</summary>
    public byte[] ToJson(CredentialIssuer issuer, string level) =>
        new LinkedDocument([Vocabulary.CredentialsContext, Vocabulary.OpenBadgesContext], [], NodeOf(issuer, level)).ToJson();

    internal LinkedNode NodeOf(CredentialIssuer issuer, string level) =>
        new LinkedNode($"{issuer.Address}/achievements/{level}", Vocabulary.AchievementType)
            .With(Vocabulary.Name, Name)
            .With(Vocabulary.Description, Description)
            .With(Vocabulary.Criteria, new LinkedNode($"{issuer.Address}/levels#{level}").With(Vocabulary.Narrative, Criteria));
}
