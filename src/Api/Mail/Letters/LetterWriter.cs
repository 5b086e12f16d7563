using StatusLevels.Api.Texts;

namespace StatusLevels.Api.Mail.Letters;

/// <summary>Writes the letter of a mail, in the language of whoever gets it.</summary>
internal sealed class LetterWriter(MailSettings settings, MailAddresses addresses, StatusLevelCatalog catalog, TimeProvider time)
{
    /// <summary>The letter, and the links in it, which have to be kept before it is sent.</summary>
    public (Letter Letter, IReadOnlyList<MailLink> Links) Write(WaitingMail mail)
    {
        var language = mail.AccountLocale ?? mail.Details.Text("locale") ?? mail.OrganizationLocale;
        var product = settings.From.Name is { Length: > 0 } name ? name : addresses.Base.Host;
        var source = new LetterSource(mail, Phrases.In(language), addresses.Base, product, time.GetUtcNow(), catalog);
        var letter = mail.Delivery.Letter switch
        {
            MailLetters.Status => StatusLetter.Write(source),
            MailLetters.Digest => AdminLetter.Digest(source),
            MailLetters.Test => AdminLetter.Test(source),
            MailLetters.DailySummary => AdminLetter.DailySummary(source),
            MailLetters.Invitation => AccountLetter.Invitation(source),
            MailLetters.Reset => AccountLetter.Reset(source),
            MailLetters.PasswordChanged => AccountLetter.PasswordChanged(source),
            MailLetters.Confirmation => ConfirmationLetter.Write(source),
            MailLetters.EndpointFailing or MailLetters.EndpointEnding or MailLetters.EndpointDisabled =>
                EndpointLetter.Write(source, mail.Delivery.Letter),
            MailLetters.DomainLost => DomainLetter.Lost(source),
            var other => throw new NotSupportedException($"\"{other}\" is no letter of this release."),
        };
        return (letter, source.Links);
    }
}
