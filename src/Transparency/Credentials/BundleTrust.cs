namespace StatusLevels.Transparency.Credentials;

/// <summary>What whoever verifies knows of the issuer beforehand.</summary>
/// <param name="Pinned">Keys of the issuer, 32 bytes each; empty: none is known.</param>
/// <param name="Fetched">What the issuer lists itself; null: it was not asked.</param>
/// <param name="LogKey">The key of its log; null: the one that the issuer names.</param>
public sealed record BundleTrust(IReadOnlyList<byte[]> Pinned, DidKeys? Fetched = null, NoteKey? LogKey = null)
{
    /// <summary>Nothing is known beforehand.</summary>
    public static BundleTrust None { get; } = new([]);
}
