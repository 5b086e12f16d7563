namespace StatusLevels.Grains.Domain;

/// <summary>
/// How far an organization went to prove its honesty. A higher value outranks a lower one; no level at all is written <c>"0"</c>.
/// </summary>
public enum StatusLevel
{
    /// <summary>Self-declared: held by claims, a manual one or one per subscription.</summary>
    A = 1,

    /// <summary>Verified by the platform, for a limited time.</summary>
    B = 2,

    /// <summary>Highest reputation: earned, and never without a B that counts.</summary>
    C = 3,
}
