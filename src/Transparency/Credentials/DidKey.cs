namespace StatusLevels.Transparency.Credentials;

/// <summary>A key of an issuer.</summary>
/// <param name="PublicKey">32 bytes of Ed25519.</param>
/// <param name="IsWithdrawn">Nothing that it signed counts any more.</param>
/// <param name="Expires">When it was retired: nothing counts that was signed later. Null: it was not.</param>
public sealed record DidKey(byte[] PublicKey, bool IsWithdrawn, DateTimeOffset? Expires = null)
{
    /// <summary>Whether it still signed then. What does not say when it was signed may be of any time.</summary>
    public bool SignedAt(DateTimeOffset? instant) => Expires is not { } end || instant <= end;
}
