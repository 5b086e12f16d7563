using System.Security.Cryptography;
using System.Text;

namespace StatusLevels.Transparency.Credentials;

/// <summary>
/// Verifies a bundle without asking anybody. Whether it is genuine comes first, then whether the level was taken back, then all else; what
/// is unknown never counts as valid.
/// </summary>
public static class BundleVerification
{
    /// <summary>How far clocks may be apart.</summary>
    public static readonly TimeSpan Skew = TimeSpan.FromMinutes(1);

    // The entries that give a level; what else happened to one is no reason why it is held.
    private static readonly string[] Giving = ["granted", "auto_granted"];

    /// <summary>Who a bundle says that issued it, which nobody has verified; null when it is none.</summary>
    public static string? IssuerOf(string text) => CompactJws.Parse(text.Trim())?.KeyId.Split('#')[0];

    /// <summary>The key of the log that a bundle names, which nobody has verified; null when it is none.</summary>
    public static NoteKey? LogKeyOf(string text) =>
        CompactJws.Parse(text.Trim()) is { } signed && CredentialBundle.Read(signed.Payload.Span) is { } bundle
            ? NoteKey.Parse(bundle.LogKey)
            : null;

    /// <summary>Verifies a bundle.</summary>
    /// <param name="text">The bundle, as it was handed out.</param>
    /// <param name="trust">What is known of the issuer beforehand.</param>
    /// <param name="now">The time of whoever verifies.</param>
    public static BundleReport Verify(string text, BundleTrust trust, DateTimeOffset now)
    {
        if (CompactJws.Parse(text.Trim()) is not { Type: CredentialBundle.Type } signed)
        {
            return new(BundleVerdict.Unreadable, [], null);
        }

        if (JsonReading.Object(signed.Payload)?.Number("version") is { } version && version != CredentialBundle.CurrentVersion)
        {
            return new(BundleVerdict.Unsupported, [], null);
        }

        return CredentialBundle.Read(signed.Payload.Span) is { } bundle && OpenedBundle.Read(signed, bundle) is { } opened
            ? Judge(opened, trust, now)
            : new(BundleVerdict.Unreadable, [], null);
    }

    private static BundleReport Judge(OpenedBundle opened, BundleTrust known, DateTimeOffset now)
    {
        // Of another issuer, or of a key that came later, nothing is known here: that refutes nothing.
        var trust = known.Fetched is { } listed && listed.Issuer == opened.Did.Issuer && listed.Keys.ContainsKey(opened.Signed.KeyId)
            ? known
            : known with { Fetched = null };
        var source = trust.Pinned.Count > 0 ? KeySource.Pinned : trust.Fetched is not null ? KeySource.Fetched : KeySource.File;
        var keys = trust.Fetched ?? opened.Did;
        var freshUntil = FreshUntil(opened, keys);
        List<BundleFinding> findings = [.. Genuineness(opened, keys, trust)];
        var failed = findings.FindAll(static finding => finding.Passed is false);
        List<BundleFinding> status = [.. Status(opened, source, freshUntil, now)];
        findings.AddRange(failed.Count == 0 ? status : status.Select(static finding => finding with { Passed = null }));
        return failed switch
        {
            [] => new(Verdict(opened, status, now), findings, Facts(opened, source, freshUntil)),
            [{ Check: BundleCheck.KeyTime }] => new(BundleVerdict.KeyRetired, findings, null),
            _ => new(BundleVerdict.NotGenuine, findings, null),
        };
    }

    private static IEnumerable<BundleFinding> Genuineness(OpenedBundle opened, DidKeys keys, BundleTrust trust)
    {
        var key = keys.Keys.GetValueOrDefault(opened.Signed.KeyId);
        yield return new(
            BundleCheck.Key,
            key is { IsWithdrawn: false }
                && (trust.Pinned.Count == 0 || trust.Pinned.Any(pinned => pinned.AsSpan().SequenceEqual(key.PublicKey))));
        yield return new(
            BundleCheck.KeyTime, Signers(opened).All(one => keys.Keys.GetValueOrDefault(one.KeyId)?.SignedAt(one.At) is not false));
        yield return new(BundleCheck.Signature, key is not null && opened.Signed.IsSignedBy(key.PublicKey));
        yield return new(BundleCheck.Issuer, IsOfOneIssuer(opened, keys.Issuer));
        yield return new(BundleCheck.Credential, IsBy(keys, opened.Credential.Signed));
        yield return new(
            BundleCheck.Lists,
            IsBy(keys, opened.Revocation.Signed) && IsBy(keys, opened.Suspension.Signed)
                && opened.Revocation.IsThatOf(opened.Credential.Claims.Revocation, "revocation", opened.IssuedAt)
                && opened.Suspension.IsThatOf(opened.Credential.Claims.Suspension, "suspension", opened.IssuedAt));
        yield return new(BundleCheck.Entry, IsTheEntryOf(opened.Credential.Claims, opened.Bundle.Entry));
        yield return new(BundleCheck.Log, IsInLog(opened, trust.LogKey));
        yield return new(BundleCheck.Text, opened.Bundle.Entry is { Canonical: null, PreviousHash: null } ? null : HasItsText(opened));
    }

    private static IEnumerable<BundleFinding> Status(
        OpenedBundle opened, KeySource source, DateTimeOffset freshUntil, DateTimeOffset now)
    {
        var claims = opened.Credential.Claims;
        // Of a list that is not the credential's own nothing is read: it may be shorter.
        yield return new(
            BundleCheck.NotRevoked,
            claims.Revocation.Index < opened.Revocation.Bits.Length && !opened.Revocation.Bits[claims.Revocation.Index]);
        yield return new(
            BundleCheck.NotSuspended,
            claims.Suspension.Index < opened.Suspension.Bits.Length && !opened.Suspension.Bits[claims.Suspension.Index]);
        yield return new(BundleCheck.Dates, !IsEarly(opened, now) && !(claims.ValidUntil <= now));
        yield return new(BundleCheck.Owner, source == KeySource.File ? null : true);
        yield return new(BundleCheck.Fresh, now <= freshUntil);
    }

    private static BundleVerdict Verdict(OpenedBundle opened, List<BundleFinding> status, DateTimeOffset now) =>
        status.Find(static finding => finding.Passed is not true) switch
        {
            { Check: BundleCheck.NotRevoked, Passed: not true } => BundleVerdict.Revoked,
            { Check: BundleCheck.NotSuspended } => BundleVerdict.Suspended,
            { Check: BundleCheck.Dates } => IsEarly(opened, now) ? BundleVerdict.NotYet : BundleVerdict.Expired,
            { Check: BundleCheck.Owner } => BundleVerdict.Unconfirmed,
            { Check: BundleCheck.Fresh } => BundleVerdict.AsOf,
            _ => BundleVerdict.Valid,
        };

    private static BundleFacts Facts(OpenedBundle opened, KeySource source, DateTimeOffset freshUntil)
    {
        var (claims, entry) = (opened.Credential.Claims, opened.Bundle.Entry);
        return new(
            DidKeys.HostOf(opened.Did.Issuer)!, opened.Signed.KeyId, source, claims.Subject, claims.OrganizationId, claims.Name,
            claims.Level,
            claims.ValidFrom, claims.ValidUntil, opened.IssuedAt, freshUntil, entry.Epoch, entry.Sequence, opened.LogKey.Name,
            opened.Proof.Index, opened.Checkpoint.Size);
    }

    // A list that ran out says no more, whatever the bundle says; nor does a key once it was retired, whatever date stands in the file.
    private static DateTimeOffset FreshUntil(OpenedBundle opened, DidKeys keys) =>
        ((IEnumerable<DateTimeOffset>)[opened.FreshUntil, opened.Revocation.ValidUntil, opened.Suspension.ValidUntil])
            .Concat(Signers(opened).Select(one => keys.Keys.GetValueOrDefault(one.KeyId)?.Expires).OfType<DateTimeOffset>())
            .Min();

    // By which key each part is, and when it says that it was signed.
    private static (string KeyId, DateTimeOffset? At)[] Signers(OpenedBundle opened) =>
    [
        (opened.Signed.KeyId, opened.IssuedAt), (opened.Credential.Signed.KeyId, opened.Credential.SignedAt),
        (opened.Revocation.Signed.KeyId, opened.Revocation.ValidFrom), (opened.Suspension.Signed.KeyId, opened.Suspension.ValidFrom),
    ];

    private static bool IsEarly(OpenedBundle opened, DateTimeOffset now) =>
        opened.IssuedAt > now + Skew || opened.Credential.Claims.ValidFrom > now + Skew;

    private static bool IsBy(DidKeys keys, CompactJws signed) =>
        keys.Keys.GetValueOrDefault(signed.KeyId) is { IsWithdrawn: false } key && signed.IsSignedBy(key.PublicKey);

    private static bool IsOfOneIssuer(OpenedBundle opened, string issuer)
    {
        var host = DidKeys.HostOf(issuer);
        var claims = opened.Credential.Claims;
        return ((string[])[opened.Did.Issuer, claims.Issuer, opened.Revocation.Issuer, opened.Suspension.Issuer]).All(one => one == issuer)
            && claims.Subject.Authority == host && claims.Achievement.Authority == host;
    }

    private static bool IsTheEntryOf(CredentialClaims claims, BundledEntry entry) =>
        claims.Evidence == new CredentialEvidence(entry.OrganizationId, entry.Epoch, entry.Sequence, entry.Hash)
        && entry.OrganizationId == claims.OrganizationId;

    // By a log key that only the file names it is not known: whoever has the key of credentials could have made up a log.
    private static bool? IsInLog(OpenedBundle opened, NoteKey? known) =>
        opened.Proof.Proves(LogLeaf.Data(opened.Hash, opened.Salt), opened.LogKey)
        && (opened.Proof.Extra is not { } extra || extra.Span.SequenceEqual(opened.Salt))
            ? known is null ? null : known.ToString() == opened.LogKey.ToString()
            : false;

    private static bool HasItsText(OpenedBundle opened)
    {
        var entry = opened.Bundle.Entry;
        return entry is { Canonical: { } canonical, PreviousHash: { } previous }
            && OpenedBundle.Bytes(previous, LogLeaf.EntryHashSize) is { } before
            && SHA256.HashData([.. before, .. Encoding.UTF8.GetBytes(canonical)]).AsSpan().SequenceEqual(opened.Hash)
            && JsonReading.Object(Encoding.UTF8.GetBytes(canonical)) is { } text
            && text.Text("organization_id") == entry.OrganizationId && text.Number("epoch") == entry.Epoch
            && text.Number("sequence") == entry.Sequence
            && text.Text("level") == opened.Credential.Claims.Level && text.Text("action") is { } action && Giving.Contains(action);
    }
}
