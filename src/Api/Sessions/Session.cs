using System.Globalization;
using StatusLevels.Api.Accounts;

namespace StatusLevels.Api.Sessions;

/// <summary>A live session and whose it is.</summary>
/// <param name="Account">Who signed in here; null for whoever an issuer knows.</param>
/// <param name="Identity">Whom an issuer knows; null for whoever has an account here.</param>
/// <param name="SignedInAt">When.</param>
/// <param name="ExpiresAt">It ends then, unless it is used before.</param>
/// <param name="WasExtended">It was used just now, and the cookie lives on with it.</param>
/// <param name="TokenHash">What it is found by.</param>
internal sealed record Session(
    UserAccount? Account, IssuerIdentity? Identity, DateTimeOffset SignedInAt, DateTimeOffset ExpiresAt, bool WasExtended, byte[] TokenHash)
{
    /// <summary>What memberships name.</summary>
    public string UserId => Account?.Id.ToString("D", CultureInfo.InvariantCulture) ?? Identity!.Subject;

    public string DisplayName => Account?.DisplayName ?? Identity!.Name;
}

/// <summary>A person as an issuer told of them at sign-in.</summary>
/// <param name="Issuer">Its address.</param>
/// <param name="Subject">What it calls them, and memberships do.</param>
/// <param name="Name">What people call them.</param>
/// <param name="Email">Null: it vouches for none.</param>
/// <param name="PlatformRole">By its word; of an account the account says it.</param>
internal sealed record IssuerIdentity(string Issuer, string Subject, string Name, string? Email, PlatformRole? PlatformRole);
