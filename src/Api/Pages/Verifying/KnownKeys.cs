using System.Text;
using StatusLevels.Api.TransparencyLog;
using StatusLevels.Transparency.Credentials;

namespace StatusLevels.Api.Pages.Verifying;

/// <summary>The keys of this product, as pages that verify bring them along: whoever trusts the page needs not to ask for them.</summary>
/// <param name="Host">Whose keys.</param>
/// <param name="Did">The did document.</param>
/// <param name="Log">The key of the public log; null: there is none.</param>
internal sealed record KnownKeys(string Host, string Did, string? Log)
{
    /// <summary>Null: this product issues no credentials.</summary>
    public static KnownKeys? Of(HttpContext context) => context.RequestServices.GetService<CredentialIssuer>() is { } issuer
        ? new(
            issuer.Host, Encoding.UTF8.GetString(issuer.Document.Span),
            context.RequestServices.GetRequiredService<PublicLog>().Open?.Key.ToString())
        : null;
}
