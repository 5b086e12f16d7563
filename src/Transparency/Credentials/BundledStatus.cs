namespace StatusLevels.Transparency.Credentials;

/// <summary>The two status lists, each a credential of its own in a compact JWS.</summary>
/// <param name="Revocation">What is set here ended for good.</param>
/// <param name="Suspension">What is set here does not count for the time being.</param>
public sealed record BundledStatus(string Revocation, string Suspension);
