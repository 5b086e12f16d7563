namespace StatusLevels.Api.Mail;

/// <summary>Where the links in mails lead, below the product's address.</summary>
internal static class MailPages
{
    public const string Unsubscribe = "mail/unsubscribe";
    public const string Confirmation = "mail/confirmation";
    public const string PasswordReset = "password-reset";
    public const string Invitation = "invitation";
}
