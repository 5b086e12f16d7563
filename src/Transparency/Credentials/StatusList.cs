namespace StatusLevels.Transparency.Credentials;

/// <summary>A status list as a bundle holds it.</summary>
/// <param name="Signed">As it was signed.</param>
/// <param name="Id">Its address.</param>
/// <param name="Issuer">Who says it, a did.</param>
/// <param name="Purpose">What a bit that is set means.</param>
/// <param name="ValidFrom">As of when it is true.</param>
/// <param name="ValidUntil">Until when nobody has to ask for a newer one.</param>
/// <param name="Bits">A bit for each credential.</param>
internal sealed record StatusList(
    CompactJws Signed, string Id, string Issuer, string Purpose, DateTimeOffset ValidFrom, DateTimeOffset ValidUntil, Bitstring Bits)
{
    public static StatusList? Read(string text) =>
        CompactJws.Parse(text) is { Type: SignedCredential.Type } signed && JsonReading.Object(signed.Payload) is { } list
            && list.Has("type", "BitstringStatusListCredential") && list.Text("id") is { } id && list.IdOf("issuer") is { } issuer
            && list.Instant("validFrom") is { } from && list.Instant("validUntil") is { } until
            && list.Member("credentialSubject") is { } subject && subject.Has("type", "BitstringStatusList")
            && subject.Text("statusPurpose") is { } purpose && Bitstring.Decode(subject.Text("encodedList") ?? "") is { } bits
                ? new(signed, id, issuer, purpose, from, until, bits)
                : null;

    /// <summary>Whether it is the list that the credential names, and was true at the instant.</summary>
    public bool IsThatOf(StatusPlace place, string purpose, DateTimeOffset instant) =>
        Id == place.List && Purpose == purpose && place.Index < Bits.Length && ValidFrom <= instant && instant < ValidUntil;
}
