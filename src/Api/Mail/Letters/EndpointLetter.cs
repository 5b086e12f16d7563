namespace StatusLevels.Api.Mail.Letters;

/// <summary>A webhook endpoint fails, will be disabled, or is.</summary>
internal static class EndpointLetter
{
    public static Letter Write(LetterSource source, string letter)
    {
        var (words, details) = (source.Words, source.Mail.Details);
        var url = SafeText.Line(details.Text("url") ?? "");
        var host = Uri.TryCreate(url, UriKind.Absolute, out var address) ? address.Host : url;
        List<(string, string)> facts = [];
        if (source.Mail.OrganizationId is not null)
        {
            facts.Add((words.Say("mail.fact.organization"), source.Organization));
        }

        facts.Add((words.Say("mail.fact.endpoint"), url));
        if (details.Instant("failing_since") is { } since)
        {
            facts.Add((words.Say("mail.fact.since"), words.Moment(since)));
        }

        if (details.Text("error") is { Length: > 0 } error)
        {
            facts.Add((words.Say("mail.fact.error"), SafeText.Line(error)));
        }

        var date = words.Moment(details.Instant("date") ?? source.Now);
        return new()
        {
            Language = words.Language,
            Subject = words.Say($"{letter}.subject", ("host", SafeText.InSubject(host))),
            Heading = words.Say($"{letter}.heading"),
            Parts =
            [
                source.Say($"{letter}.what", ("date", date)),
                new LetterPart.Facts(facts),
                source.Say($"{letter}.next"),
                source.Say($"{letter}.otherwise", ("date", date)),
                new LetterPart.Go(words.Say("endpoint.action"), Address(source, details.Text("endpoint_id"))),
            ],
            Footer = source.Mail.OrganizationId is null ? source.PlatformFooter() : source.ManagerFooter(),
        };
    }

    private static string Address(LetterSource source, string? endpoint)
    {
        var one = Guid.TryParse(endpoint, out var id) ? $"/{id:D}" : "";
        return source.Mail.OrganizationId is null ? source.Page($"admin/webhooks{one}") : source.OrganizationPage($"webhooks{one}");
    }
}
