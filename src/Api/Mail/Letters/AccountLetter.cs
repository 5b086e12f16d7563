namespace StatusLevels.Api.Mail.Letters;

/// <summary>What concerns an account: its first password, a new one, and that it was changed.</summary>
internal static class AccountLetter
{
    public static Letter Invitation(LetterSource source)
    {
        var end = source.Now + LinkToken.InvitationLife;
        return Write(
            source, MailLetters.Invitation, end, source.Link(LinkPurpose.Invitation, MailPages.Invitation, end), "what", "otherwise");
    }

    public static Letter Reset(LetterSource source)
    {
        var end = source.Now + LinkToken.ResetLife;
        return Write(source, MailLetters.Reset, end, source.Link(LinkPurpose.Reset, MailPages.PasswordReset, end), "what", "otherwise");
    }

    public static Letter PasswordChanged(LetterSource source) => Write(
        source, MailLetters.PasswordChanged, source.Mail.Details.Instant("at") ?? source.Now, source.Page(MailPages.PasswordReset), "what",
        "next");

    private static Letter Write(
        LetterSource source, string letter, DateTimeOffset date, string address, params ReadOnlySpan<string> sentences)
    {
        List<LetterPart> parts = [];
        if (source.Mail.AccountName is { Length: > 0 } name)
        {
            parts.Add(source.Say("mail.greeting", ("name", SafeText.Line(name))));
        }

        foreach (var sentence in sentences)
        {
            parts.Add(source.Say($"{letter}.{sentence}", ("product", source.Product), ("date", source.Words.Moment(date))));
        }

        parts.Add(new LetterPart.Go(source.Words.Say($"{letter}.action"), address));
        return new()
        {
            Language = source.Words.Language,
            Subject = source.Words.Say($"{letter}.subject", ("product", SafeText.InSubject(source.Product))),
            Heading = source.Words.Say($"{letter}.heading"),
            Parts = parts,
            Footer = source.AccountFooter(),
        };
    }
}
