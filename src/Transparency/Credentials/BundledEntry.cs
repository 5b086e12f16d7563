namespace StatusLevels.Transparency.Credentials;

/// <summary>An entry of a history, as far as everybody may know it.</summary>
/// <param name="OrganizationId">UUID in lower case with hyphens.</param>
/// <param name="Epoch">1; one more after each time the organization was forgotten.</param>
/// <param name="Sequence">Its number, from 1.</param>
/// <param name="Hash">64 hexadecimal digits.</param>
/// <param name="Salt">16 bytes in base64, as in the proof.</param>
/// <param name="Canonical">The text that was hashed; null: it is nobody's business.</param>
/// <param name="PreviousHash">The hash of the entry before it; null with the text.</param>
public sealed record BundledEntry(
    string OrganizationId, int Epoch, long Sequence, string Hash, string Salt, string? Canonical = null, string? PreviousHash = null);
