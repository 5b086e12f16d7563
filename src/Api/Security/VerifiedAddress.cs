using System.Text.Json;
using StatusLevels.Api.Accounts;
using StatusLevels.Api.Mail;

namespace StatusLevels.Api.Security;

/// <summary>An address that the issuer of a token has verified, with what else the token says of its owner.</summary>
/// <param name="Email">One that mail is sent to.</param>
/// <param name="Name">What the person is called; null when the token does not say.</param>
/// <param name="Locale">A language that mails are written in; null for another.</param>
internal sealed record VerifiedAddress(string Email, string? Name, string? Locale)
{
    private const int LongestName = 200;

    /// <summary>Null when the token names none, or does not say that it was verified.</summary>
    public static VerifiedAddress? Of(JsonElement claims) =>
        claims.TryGetProperty("email_verified", out var verified)
        // Some issuers write it as text.
        && (verified.ValueKind == JsonValueKind.True || (verified.ValueKind == JsonValueKind.String && verified.ValueEquals("true")))
        && TextIn(claims, "email") is { } email && EmailAddress.IsValid(email) && Deliverable.IsValid(email)
            ? new(email, NameIn(claims), LanguageIn(claims))
            : null;

    private static string? NameIn(JsonElement claims) =>
        TextIn(claims, "name") is { Length: > 0 } name && TextRules.IsStorable(name) && TextRules.Length(name) <= LongestName ? name : null;

    private static string? LanguageIn(JsonElement claims) =>
        TextIn(claims, "locale")?.Split('-', '_')[0].ToLowerInvariant() is { } language
        && StatusLevelCatalog.Languages.Contains(language, StringComparer.Ordinal)
            ? language
            : null;

    private static string? TextIn(JsonElement claims, string name) =>
        claims.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
