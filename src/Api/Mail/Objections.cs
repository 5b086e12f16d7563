namespace StatusLevels.Api.Mail;

/// <summary>Why a mail whose turn has come is not sent after all, in a word.</summary>
internal static class Objections
{
    /// <summary>What is older tells nobody anything new.</summary>
    public static readonly TimeSpan LongestAge = TimeSpan.FromHours(72);

    public const string TooOld = "too_old";
    public const string Superseded = "superseded";
    public const string Forgotten = "forgotten";
    public const string Removed = "removed";
    public const string Disabled = "disabled";
    public const string RoleLost = "role_lost";
    public const string Muted = "muted";
    public const string Unconfirmed = "unconfirmed";
    public const string Failing = "address_failing";
    public const string NotWanted = "not_wanted";
    public const string NoAccount = "no_account";

    /// <summary>Null: it is sent.</summary>
    public static string? To(WaitingMail mail, DateTimeOffset now) =>
        now - (mail.Delivery.Event?.Time ?? mail.Delivery.CreatedAt) > LongestAge ? TooOld
        : mail.Delivery.Letter switch
        {
            MailLetters.Status when mail.Data is null => Forgotten,
            MailLetters.Status when !mail.Stands => Superseded,
            MailLetters.Confirmation => ToConfirmation(mail),
            MailLetters.Reset when mail.Delivery.UserId is null => NoAccount,
            _ when mail.IsFailing => Failing,
            MailLetters.Status when mail.Delivery.Capacity == "contact" => ToContact(mail),
            _ when !mail.IsActive => Disabled,
            MailLetters.Status => mail.Role is null ? RoleLost : mail.Wants ? null : NotWanted,
            MailLetters.Digest => !mail.IsPlatformAdmin ? RoleLost : mail.Requests.Count == 0 ? Superseded : null,
            MailLetters.DailySummary => mail.IsPlatformAdmin ? null : RoleLost,
            MailLetters.DomainLost => mail.Role is "owner" or "admin" ? null : RoleLost,
            MailLetters.EndpointFailing or MailLetters.EndpointEnding or MailLetters.EndpointDisabled =>
                (mail.OrganizationId is null ? mail.IsPlatformAdmin : mail.Role is "owner" or "admin") ? null : RoleLost,
            _ => null,
        };

    private static string? ToContact(WaitingMail mail) =>
        !mail.IsContact ? Removed : mail.IsMuted ? Muted : mail.IsConfirmed ? null : Unconfirmed;

    // It is asked what it may still be asked: a contact that is muted or failing, too.
    private static string? ToConfirmation(WaitingMail mail) => mail.IsContact ? null : Removed;
}
