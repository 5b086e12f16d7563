using StatusLevels.Api.Domains;

namespace StatusLevels.Api.Mail.Letters;

/// <summary>The proof of a site has been gone for too long.</summary>
internal static class DomainLetter
{
    public static Letter Lost(LetterSource source)
    {
        var (words, details) = (source.Words, source.Mail.Details);
        var domain = SafeText.Line(details.Text("domain") ?? "");
        List<(string, string)> facts =
        [
            (words.Say("mail.fact.organization"), source.Organization),
            (words.Say("seen.site"), ReadableHost.WithAscii(domain)),
            (words.Say("mail.fact.when"), words.Moment(details.Instant("date") ?? source.Now)),
        ];
        if (details.Text("error") is { } fault && words.Has($"domains.fault.{fault}"))
        {
            facts.Add((words.Say("mail.fact.reason"), words.Say($"domains.fault.{fault}")));
        }

        return new()
        {
            Language = words.Language,
            Subject = words.Say("domain_lost.subject", ("domain", SafeText.InSubject(ReadableHost.Of(domain) ?? domain))),
            Heading = words.Say("domain_lost.heading"),
            Parts =
            [
                source.Say("domain_lost.what"),
                new LetterPart.Facts(facts),
                source.Say("domain_lost.next"),
                new LetterPart.Go(words.Say("domain_lost.action"), source.OrganizationPage("badge")),
            ],
            Footer = source.ManagerFooter(),
        };
    }
}
