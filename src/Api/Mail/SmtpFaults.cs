using MailKit.Net.Smtp;

namespace StatusLevels.Api.Mail;

/// <summary>What a refusal of a mail server says, and of whom.</summary>
internal static class SmtpFaults
{
    // 530, 534, 535, 538: sign in, or sign in otherwise.
    private static readonly int[] SignIn = [530, 534, 535, 538];

    /// <summary>The recipient is refused for good.</summary>
    public static bool IsRecipientRefused(SmtpCommandException exception) =>
        exception.ErrorCode == SmtpErrorCode.RecipientNotAccepted && (int)exception.StatusCode >= 500;

    /// <summary>The product is refused, or the address that it sends from: no other mail would fare better.</summary>
    public static bool StopsAll(SmtpCommandException exception) =>
        SignIn.Contains((int)exception.StatusCode)
        || (exception.ErrorCode == SmtpErrorCode.SenderNotAccepted && (int)exception.StatusCode >= 500);
}
