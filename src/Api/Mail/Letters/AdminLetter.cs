using System.Globalization;

namespace StatusLevels.Api.Mail.Letters;

/// <summary>What platform admins are told: new requests, and what became of the notices of a day.</summary>
internal static class AdminLetter
{
    /// <summary>How many requests a digest lists.</summary>
    public const int MostListed = 50;

    private static readonly string[] Counted = ["raised", "late", "superseded", "due_next"];

    public static Letter Digest(LetterSource source)
    {
        var (words, requests) = (source.Words, source.Mail.Requests);
        List<LetterPart> parts =
        [
            source.Say("digest.what"),
            new LetterPart.Several(
                [.. requests.Take(MostListed).Select(request => words.Say(
                    "digest.item", ("organization", SafeText.Line(request.Organization)), ("letter", request.Level),
                    ("date", words.Day(request.RequestedAt))))]),
        ];
        if (requests.Count > MostListed)
        {
            parts.Add(source.Say("digest.more"));
        }

        parts.Add(new LetterPart.Go(words.Say("digest.action"), source.Page("admin/requests")));
        var counted = words.Count("requests", requests.Count);
        return new()
        {
            Language = words.Language,
            Subject = words.Say("digest.subject", ("requests", counted)),
            Heading = words.Say("digest.heading", ("requests", counted)),
            Parts = parts,
            Footer = source.PlatformFooter(),
        };
    }

    public static Letter Test(LetterSource source) => new()
    {
        Language = source.Words.Language,
        Subject = source.Words.Say("test_mail.subject", ("product", SafeText.Line(source.Product))),
        Heading = source.Words.Say("test_mail.heading"),
        Parts =
        [
            source.Say("test_mail.what", ("date", source.Words.Moment(source.Now))),
            new LetterPart.Go(source.Words.Say("test_mail.action"), source.Page("admin/mail")),
        ],
        Footer = [source.Say("test_mail.why")],
    };

    public static Letter DailySummary(LetterSource source)
    {
        var (words, details) = (source.Words, source.Mail.Details);
        return new()
        {
            Language = words.Language,
            Subject = words.Say("daily_summary.subject", ("raised", Number("raised")), ("late", Number("late"))),
            Heading = words.Say("daily_summary.heading"),
            Parts =
            [
                source.Say(
                    "daily_summary.what",
                    ("since", words.Moment(details.Instant("since") ?? source.Now)),
                    ("date", words.Moment(details.Instant("until") ?? source.Now))),
                new LetterPart.Facts(
                    [.. Counted.Select(name => (words.Say($"mail.fact.{name}"), Number(name)))]),
                new LetterPart.Go(words.Say("daily_summary.action"), source.Page("admin/expiring")),
            ],
            Footer = source.PlatformFooter(),
        };

        string Number(string name) => details.Number(name).ToString(CultureInfo.InvariantCulture);
    }
}
