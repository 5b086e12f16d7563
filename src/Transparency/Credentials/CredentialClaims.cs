using System.Text.Json;

namespace StatusLevels.Transparency.Credentials;

/// <summary>What a credential of this product says, as far as a level depends on it.</summary>
/// <param name="Issuer">Who says it, a did.</param>
/// <param name="Subject">Of whom: the address of a passport, by its UUID.</param>
/// <param name="Achievement">The address of the level.</param>
/// <param name="Name">What the organization is called there; null: it does not say.</param>
/// <param name="ValidFrom">Since when.</param>
/// <param name="ValidUntil">Until when; null: without an end.</param>
/// <param name="Revocation">Its place in the list of what ended.</param>
/// <param name="Suspension">Its place in the list of what is suspended.</param>
/// <param name="Evidence">The entry that gave the level.</param>
internal sealed record CredentialClaims(
    string Issuer, Uri Subject, Uri Achievement, string? Name, DateTimeOffset ValidFrom, DateTimeOffset? ValidUntil, StatusPlace Revocation,
    StatusPlace Suspension, CredentialEvidence Evidence)
{
    private const string Passports = "/organizations/";
    private const string Levels = "/achievements/";

    /// <summary>The UUID of the organization, as the address of its passport has it.</summary>
    public string OrganizationId => Subject.AbsolutePath[Passports.Length..];

    /// <summary>The letter of the level.</summary>
    public string Level => Achievement.AbsolutePath[Levels.Length..];

    /// <summary>Reads a credential; null when it is none of this product's.</summary>
    public static CredentialClaims? Read(JsonElement credential)
    {
        var subject = credential.Member("credentialSubject");
        var achievement = subject?.Member("achievement");
        return credential.Has("type", "OpenBadgeCredential") && credential.IdOf("issuer") is { } issuer
            && AddressBelow(Passports, subject?.Text("id")) is { } passport && AddressBelow(Levels, achievement?.Text("id")) is { } level
            && credential.Instant("validFrom") is { } from
            && (credential.Member("validUntil") is null || credential.Instant("validUntil") is not null)
            && StatusPlace.Find(credential, "revocation") is { } revocation && StatusPlace.Find(credential, "suspension") is { } suspension
            && CredentialEvidence.Find(credential) is { } evidence
                ? new(
                    issuer, passport, level, subject?.Text("name"), from, credential.Instant("validUntil"), revocation, suspension,
                    evidence)
                : null;
    }

    private static Uri? AddressBelow(string folder, string? text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "https" or "http"
            && address!.AbsolutePath.StartsWith(folder, StringComparison.Ordinal) && address.AbsolutePath.Length > folder.Length
            && !address.AbsolutePath[folder.Length..].Contains('/', StringComparison.Ordinal) && address is { Query: "", Fragment: "" }
                ? address
                : null;
}
