using System.Text.Json;
using StatusLevels.Api.Mail;
using StatusLevels.Api.Mail.Letters;
using StatusLevels.Api.Sessions;

namespace StatusLevels.Api.Pages.SignIn;

/// <summary>The word of an issuer → a session: who it is, and whether the issuer calls them a platform admin.</summary>
internal sealed partial class IssuerSessions(
    SessionStore sessions, SessionCookie cookie, PrincipalCache principals, KnownAddresses addresses, ILogger<IssuerSessions> logger)
{
    /// <summary>Opens a session and sets its cookie. The sessions that the browser had so far end.</summary>
    /// <param name="context">The request that came back from the issuer.</param>
    /// <param name="issuer">Who vouches.</param>
    /// <param name="idToken">What it says. It was checked.</param>
    /// <returns>False for a token that names nobody, or somebody who is shut out here.</returns>
    public async Task<bool> OpenAsync(HttpContext context, TokenIssuer issuer, string? idToken)
    {
        if (Read(issuer, idToken) is not var (identity, verified))
        {
            LogRefused();
            return false;
        }

        var rights = await principals.UserAsync(identity.Subject, context.RequestAborted);
        if (rights.IsDisabled)
        {
            LogRefused();
            return false;
        }

        addresses.Seen(identity.Subject, rights, verified);
        var token = SessionCookie.NewToken();
        var replaced = cookie.Read(context.Request).ToArray();
        var expires = await sessions.OpenAsync(SessionCookie.Hash(token), identity, CancellationToken.None);
        foreach (var other in replaced)
        {
            await sessions.RevokeAsync(SessionCookie.Hash(other), keyed: null, CancellationToken.None);
        }

        cookie.Write(context.Response, token, expires);
        LogOpened(identity.Subject);
        return true;
    }

    private static (IssuerIdentity Identity, VerifiedAddress? Verified)? Read(TokenIssuer issuer, string? idToken)
    {
        if (idToken?.Split('.') is not [_, var payload, _] || Base64UrlText.Read(payload) is not { } json)
        {
            return null;
        }

        using var claims = JsonDocument.Parse(json);
        var subject = Text(claims, "sub");
        if (subject is null || TextRules.Length(subject) > TextLengths.OutsideId)
        {
            return null;
        }

        var verified = VerifiedAddress.Of(claims.RootElement);
        var name = SafeText.Line(Text(claims, "name") ?? Text(claims, "preferred_username") ?? verified?.Email ?? subject);
        return (
            new(
                issuer.Authority, subject, name.Length == 0 ? subject : Cut(name, TextLengths.Name), verified?.Email,
                issuer.RoleIn(claims.RootElement)),
            verified);
    }

    private static string? Text(JsonDocument claims, string name) =>
        claims.RootElement.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            && value.GetString() is { Length: > 0 } text && TextRules.IsStorable(text)
            ? text
            : null;

    private static string Cut(string text, int most) => string.Concat(text.EnumerateRunes().Take(most).Select(rune => rune.ToString()));

    [LoggerMessage(1, LogLevel.Information, "User {UserId} signed in with an issuer")]
    private partial void LogOpened(string userId);

    [LoggerMessage(2, LogLevel.Information, "A sign-in with an issuer was refused: it names nobody, or somebody who is shut out")]
    private partial void LogRefused();
}
