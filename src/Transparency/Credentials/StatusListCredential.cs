using System.Globalization;

namespace StatusLevels.Transparency.Credentials;

/// <summary>What a bit of a status list says of a credential.</summary>
public enum StatusPurpose
{
    /// <summary>It is over, for good.</summary>
    Revocation,

    /// <summary>It does not count, and may again.</summary>
    Suspension,
}

/// <summary>A list of which credentials do not count now.</summary>
/// <param name="Purpose">In which way they do not.</param>
/// <param name="Number">Which list, from 1.</param>
/// <param name="Bits">A bit for each credential.</param>
/// <param name="MadeAt">When that was so.</param>
/// <remarks>W3C Bitstring Status List 1.0</remarks>
public sealed record StatusListCredential(StatusPurpose Purpose, int Number, Bitstring Bits, DateTimeOffset MadeAt)
{
    // Who has no way to ask again may go by a list for a day; who can asks again after half a minute.
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(1);
    private static readonly TimeSpan Freshness = TimeSpan.FromSeconds(30);

    /// <summary>The exclusive end of the time in which it may be gone by.</summary>
    public DateTimeOffset ValidUntil => MadeAt + Lifetime;

    /// <summary>Where lists are, from the product's root.</summary>
    public static string PathOf(StatusPurpose purpose, int number) =>
        string.Create(CultureInfo.InvariantCulture, $"/credentials/status/{WordOf(purpose)}/{number}");

    /// <summary>The address of this list.</summary>
    public string AddressOf(CredentialIssuer issuer) => AddressOf(issuer, Purpose, Number);

    internal static string AddressOf(CredentialIssuer issuer, StatusPurpose purpose, int number) =>
        issuer.Address + PathOf(purpose, number);

    internal static string WordOf(StatusPurpose purpose) => purpose == StatusPurpose.Revocation ? "revocation" : "suspension";

    internal LinkedDocument DocumentOf(CredentialIssuer issuer)
    {
        var address = AddressOf(issuer);
        var root = new LinkedNode(address, Vocabulary.VerifiableCredential, Vocabulary.StatusListCredentialType)
            .With(Vocabulary.Issuer, issuer.Did)
            .With(Vocabulary.ValidFrom, MadeAt)
            .With(Vocabulary.ValidUntil, ValidUntil)
            .With(Vocabulary.CredentialSubject, new LinkedNode($"{address}#list", Vocabulary.StatusList)
                .With(Vocabulary.StatusPurpose, WordOf(Purpose))
                .With(Vocabulary.EncodedList, Bits.Encode())
                .With(Vocabulary.TimeToLive, (long)Freshness.TotalMilliseconds));
        return new([Vocabulary.CredentialsContext], [], root);
    }
}
