namespace StatusLevels.Transparency.Credentials;

/// <summary>A credential as a bundle holds it: a JWT whose claims are the credential itself.</summary>
/// <param name="Signed">As it was signed.</param>
/// <param name="Claims">What it says.</param>
/// <param name="SignedAt">When it was signed, in whole seconds (<c>iat</c>); null: it does not say.</param>
/// <remarks>W3C Securing Verifiable Credentials using JOSE and COSE, section 3.1.</remarks>
internal sealed record SignedCredential(CompactJws Signed, CredentialClaims Claims, DateTimeOffset? SignedAt)
{
    public const string Type = "vc+jwt";

    public static SignedCredential? Read(string text) =>
        CompactJws.Parse(text) is { Type: Type } signed && JsonReading.Object(signed.Payload) is { } credential
            && CredentialClaims.Read(credential) is { } claims
                ? new(signed, claims, credential.Seconds("iat"))
                : null;
}
