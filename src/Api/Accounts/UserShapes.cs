using System.Text.Json.Serialization;

namespace StatusLevels.Api.Accounts;

/// <summary>A new local account.</summary>
/// <param name="Email">The e-mail address, up to 254 characters; no two accounts have the same, whatever its case.</param>
/// <param name="DisplayName">What others see, 1 to 200 characters.</param>
/// <param name="Password">
/// 10 to 128 characters, and none that is guessed soon: no common one, nor the address or the name. Without one nobody can sign in with it
/// here.
/// </param>
/// <param name="PlatformRole">`platform_admin`, `platform_viewer`, which sees everything and changes nothing, or null.</param>
/// <param name="Invite">True sends a link by mail that sets the first password: single use, good for 7 days. Not with a password.</param>
internal sealed record UserRequest(
    string Email, string DisplayName, string? Password = null, string? PlatformRole = null, bool Invite = false);

/// <summary>What changes of an account; what is left out stays.</summary>
/// <param name="DisplayName">What others see, 1 to 200 characters.</param>
/// <param name="Password">A new password of 10 to 128 characters; it ends the sessions of the account.</param>
/// <param name="Disabled">True shuts the account out and ends its sessions, false lets it in again.</param>
internal sealed record UserChangeRequest(string? DisplayName = null, string? Password = null, bool? Disabled = null)
{
    /// <summary>
    /// `platform_admin`, `platform_viewer`, or null, which takes the role away; a lesser role ends the sessions of the account.
    /// </summary>
    public string? PlatformRole
    {
        get;
        set
        {
            field = value;
            NamesRole = true;
        }
    }

    /// <summary>Null takes the role away, and a missing member leaves it: the two must be told apart.</summary>
    [JsonIgnore]
    public bool NamesRole { get; private set; }
}

/// <summary>A local account as platform admins see it.</summary>
/// <param name="Id">What memberships and the subject of tokens name.</param>
/// <param name="Email">The e-mail address as it was spelled.</param>
/// <param name="DisplayName">What others see.</param>
/// <param name="PlatformRole">`platform_admin`, `platform_viewer`, which sees everything and changes nothing, or null.</param>
/// <param name="Disabled">Whether the account is shut out.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="DisabledAt">Since when it is shut out; null when it is not.</param>
internal sealed record UserReply(
    Guid Id, string Email, string DisplayName, string? PlatformRole, bool Disabled, DateTimeOffset CreatedAt, DateTimeOffset? DisabledAt);

/// <summary>A page of the accounts, newest first.</summary>
/// <param name="NextCursor">The `cursor` of the next page; null on the last one.</param>
internal sealed record UserPage(IReadOnlyList<UserReply> Items, string? NextCursor);

/// <summary>An account in the audit: neither a password nor its hash, only that this change set a new one.</summary>
internal sealed record AuditedUser(
    string Email,
    string DisplayName,
    string? PlatformRole,
    bool Disabled,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool NewPassword)
{
    public static AuditedUser Of(UserReply user, bool newPassword = false) =>
        new(user.Email, user.DisplayName, user.PlatformRole, user.Disabled, newPassword);
}
