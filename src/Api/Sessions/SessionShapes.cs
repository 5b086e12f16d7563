namespace StatusLevels.Api.Sessions;

/// <summary>Who signs in.</summary>
/// <param name="Email">The e-mail address of the account; case does not matter.</param>
/// <param name="Password">The password of the account.</param>
internal sealed record SignInRequest(string Email, string Password);

/// <summary>Another password for the account that is signed in.</summary>
/// <param name="CurrentPassword">The one that it has.</param>
/// <param name="Password">10 to 128 characters, and none that is guessed soon: no common one, nor the address or the name.</param>
internal sealed record PasswordChangeRequest(string CurrentPassword, string Password);

/// <summary>Another language for the mails to the account that is signed in.</summary>
/// <param name="Locale">`en` or `ru`; null: that of the organization that a mail is about.</param>
internal sealed record SessionLocaleRequest(string? Locale);

/// <summary>Who is signed in, and until when.</summary>
/// <param name="User">The account.</param>
/// <param name="ExpiresAt">The session ends then, unless it is used before; 30 days after sign-in whatever happens.</param>
internal sealed record SessionReply(SessionUser User, DateTimeOffset ExpiresAt);

/// <summary>Somebody who signed in, as they see themselves.</summary>
/// <param name="Id">What memberships and tokens name.</param>
/// <param name="Email">The e-mail address; null when an issuer vouches for none.</param>
/// <param name="DisplayName">What others see.</param>
/// <param name="PlatformRole">`platform_admin`, `platform_viewer`, or null.</param>
/// <param name="Locale">The language of mails, `en` or `ru`; null: that of the organization that they are about.</param>
internal sealed record SessionUser(string Id, string? Email, string DisplayName, string? PlatformRole, string? Locale);
