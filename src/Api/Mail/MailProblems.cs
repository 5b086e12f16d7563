namespace StatusLevels.Api.Mail;

/// <summary>Why something that takes a mail cannot be done.</summary>
internal static class MailProblems
{
    public static Problem Off { get; } = new(ProblemCode.MailUnavailable, "This product sends no mail: its operator has set no mail server.");

    public static Problem LinkIsOver { get; } = new(ProblemCode.Gone, "This link was used, its time is over, or it is not complete; ask for a new one.");
}
