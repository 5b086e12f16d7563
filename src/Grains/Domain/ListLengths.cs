namespace StatusLevels.Grains.Domain;

/// <summary>The most items that a list from outside may hold.</summary>
public static class ListLengths
{
    /// <summary>Proofs beside an upgrade request.</summary>
    public const int EvidenceUrls = 10;

    /// <summary>Addresses of an organization in the directory.</summary>
    public const int ContactEmails = 20;
}
