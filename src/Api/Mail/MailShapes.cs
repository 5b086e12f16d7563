namespace StatusLevels.Api.Mail;

/// <summary>What a member wants to be written to about.</summary>
/// <param name="Expiry">A level runs out soon.</param>
/// <param name="Changes">A level came, changed or went.</param>
/// <param name="Payments">A subscription is unpaid, or paid again.</param>
/// <param name="Requests">An upgrade request was answered: one's own, and for owners any.</param>
internal sealed record MailCategories(bool Expiry, bool Changes, bool Payments, bool Requests);

/// <summary>What a member wants to be written to about.</summary>
/// <param name="Categories">All of them; what is sent replaces what was there.</param>
internal sealed record MailPreferencesRequest(MailCategories Categories);

/// <summary>What a member is written to about.</summary>
/// <param name="Categories">On for owners and admins, off for others, until they choose.</param>
/// <param name="Locked">Those that cannot be turned off.</param>
internal sealed record MailPreferencesReply(MailCategories Categories, IReadOnlyList<string> Locked);

/// <summary>Whose password was forgotten.</summary>
/// <param name="Email">The address of the account.</param>
internal sealed record PasswordResetRequest(string Email);

/// <summary>A password, with the token of the link that allows it.</summary>
/// <param name="Token">From the link in the mail.</param>
/// <param name="Password">10 to 128 characters, and none that is guessed soon.</param>
internal sealed record LinkedPasswordRequest(string Token, string Password);

/// <summary>An address at which mail does not arrive, as the provider told later.</summary>
/// <param name="Address">The address.</param>
/// <param name="Reason">What was said of it, 1 to 500 characters.</param>
internal sealed record MailFailureRequest(string Address, string Reason);
