using System.Globalization;

namespace StatusLevels.Transparency.Credentials;

/// <summary>A bundle whose parts were all read. None of them is believed yet.</summary>
internal sealed record OpenedBundle(
    CompactJws Signed, CredentialBundle Bundle, DidKeys Did, SignedCredential Credential, StatusList Revocation, StatusList Suspension,
    byte[] Hash, byte[] Salt, LogProof Proof, Checkpoint Checkpoint, NoteKey LogKey, DateTimeOffset IssuedAt, DateTimeOffset FreshUntil)
{
    public static OpenedBundle? Read(CompactJws signed, CredentialBundle bundle) =>
        DidKeys.Read(bundle.Did) is { } did && SignedCredential.Read(bundle.Credential) is { } credential
            && StatusList.Read(bundle.Status.Revocation) is { } revocation && StatusList.Read(bundle.Status.Suspension) is { } suspension
            && Bytes(bundle.Entry.Hash, LogLeaf.EntryHashSize) is { } hash && Salted(bundle.Entry.Salt) is { } salt
            && LogProof.Parse(bundle.Proof) is { } proof && Checkpoint.Parse(proof.Note.Text) is { } checkpoint
            && NoteKey.Parse(bundle.LogKey) is { } logKey && Instant(bundle.IssuedAt) is { } issuedAt
                && Instant(bundle.FreshUntil) is { } freshUntil
                ? new(
                    signed, bundle, did, credential, revocation, suspension, hash, salt, proof, checkpoint, logKey, issuedAt, freshUntil)
                : null;

    /// <summary>Bytes in hexadecimal digits of lower case; null when it is none, or not so many.</summary>
    public static byte[]? Bytes(string text, int length) =>
        text.Length == 2 * length && text.All(char.IsAsciiHexDigitLower) ? Convert.FromHexString(text) : null;

    private static byte[]? Salted(string text)
    {
        var bytes = new byte[LogLeaf.SaltSize];
        return Convert.TryFromBase64String(text, bytes, out var written) && written == bytes.Length && Convert.ToBase64String(bytes) == text
            ? bytes
            : null;
    }

    private static DateTimeOffset? Instant(string text) =>
        DateTimeOffset.TryParseExact(
            text, CredentialBundle.InstantFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant)
            ? instant
            : null;
}
