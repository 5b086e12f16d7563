namespace StatusLevels.Api.Mail;

/// <summary>Why something that takes a mail cannot be done.</summary>
internal static class MailProblems
{
    public static Problem Off { get; } = new(ProblemCode.MailUnavailable, "mail_unavailable");

    public static Problem LinkIsOver { get; } = new(ProblemCode.Gone, "link_is_over");
}
