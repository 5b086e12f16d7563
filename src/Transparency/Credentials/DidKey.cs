namespace StatusLevels.Transparency.Credentials;

/// <summary>A key of an issuer.</summary>
/// <param name="PublicKey">32 bytes of Ed25519.</param>
/// <param name="IsWithdrawn">Nothing that it signed counts any more.</param>
public sealed record DidKey(byte[] PublicKey, bool IsWithdrawn);
