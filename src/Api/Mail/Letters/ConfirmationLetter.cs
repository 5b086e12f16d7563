namespace StatusLevels.Api.Mail.Letters;

/// <summary>Asks a contact whether it wants to be written to: the only mail that it gets until then.</summary>
internal static class ConfirmationLetter
{
    public static Letter Write(LetterSource source)
    {
        var end = source.Now + LinkToken.ConfirmationLife;
        return new()
        {
            Language = source.Words.Language,
            Subject = source.Words.Say("confirmation.subject", ("organization", SafeText.InSubject(source.Organization))),
            Heading = source.Words.Say("confirmation.heading"),
            Parts =
            [
                source.Say("confirmation.what", ("organization", source.Organization)),
                source.Say("confirmation.otherwise", ("date", source.Words.Moment(end))),
                new LetterPart.Go(
                    source.Words.Say("confirmation.action"), source.Link(LinkPurpose.Confirmation, MailPages.Confirmation, end)),
            ],
            Footer =
            [
                source.Say("mail.why.contact", ("organization", source.Organization)),
                new LetterPart.Go(
                    source.Words.Say("mail.unsubscribe", ("organization", source.Organization)),
                    source.Link(LinkPurpose.Unsubscribe, MailPages.Unsubscribe, expiresAt: null)),
            ],
        };
    }
}
