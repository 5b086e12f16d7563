namespace StatusLevels.Transparency.Credentials;

/// <summary>What a bundle says that was found to be genuine.</summary>
/// <param name="Issuer">The host of the issuer.</param>
/// <param name="KeyId">The key that signed.</param>
/// <param name="Keys">Where the key was taken from.</param>
/// <param name="Passport">The address of the organization's passport.</param>
/// <param name="OrganizationId">Its UUID.</param>
/// <param name="Name">What it is called; null: the credential does not say.</param>
/// <param name="Level">The letter of the level.</param>
/// <param name="ValidFrom">Since when.</param>
/// <param name="ValidUntil">Until when; null: without an end.</param>
/// <param name="AsOf">As of when the status is known.</param>
/// <param name="FreshUntil">Until when it may be taken for the one that counts.</param>
/// <param name="Epoch">Of the entry that gave the level.</param>
/// <param name="Sequence">Its number.</param>
/// <param name="Log">The name of the log.</param>
/// <param name="Leaf">Which leaf the entry is.</param>
/// <param name="LogSize">How many leaves the log had.</param>
public sealed record BundleFacts(
    string Issuer, string KeyId, KeySource Keys, Uri Passport, string OrganizationId, string? Name, string Level, DateTimeOffset ValidFrom,
    DateTimeOffset? ValidUntil, DateTimeOffset AsOf, DateTimeOffset FreshUntil, int Epoch, long Sequence, string Log, long Leaf,
    long LogSize);
