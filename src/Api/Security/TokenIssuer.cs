using System.Text.Json;

namespace StatusLevels.Api.Security;

/// <summary>Whose tokens are believed, and what they must say.</summary>
/// <param name="Authority">The issuer's address without a slash at its end; <c>iss</c> is this, with or without one.</param>
/// <param name="Audience">Who the tokens must be for.</param>
/// <param name="KeysAddress">Where the issuer's keys are; null: its discovery document says.</param>
/// <param name="AdminClaim">What makes a platform admin; null: nothing that this issuer says.</param>
/// <param name="ViewerClaim">The same of a platform viewer.</param>
/// <param name="SharedSecret">With what tokens of HS256 are signed; null: none of those is believed.</param>
internal sealed record TokenIssuer(
    string Authority, string Audience, Uri? KeysAddress, RoleClaim? AdminClaim, RoleClaim? ViewerClaim, byte[]? SharedSecret = null)
{
    /// <summary>Whether <c>iss</c> or a discovery document names this issuer.</summary>
    public bool IsNamed(string? issuer) => issuer == Authority || issuer == $"{Authority}/";

    /// <summary>The role of the platform that these claims of a token of this issuer give.</summary>
    public PlatformRole? RoleIn(JsonElement claims) =>
        AdminClaim?.IsMetBy(claims) == true ? PlatformRole.PlatformAdmin
        : ViewerClaim?.IsMetBy(claims) == true ? PlatformRole.PlatformViewer
        : null;
}
