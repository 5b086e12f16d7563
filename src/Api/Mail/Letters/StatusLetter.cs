using System.Text.Json;

namespace StatusLevels.Api.Mail.Letters;

/// <summary>
/// What happened to the levels of an organization: what, until when, what to do and where, and what comes of doing nothing.
/// </summary>
internal static class StatusLetter
{
    public static Letter Write(LetterSource source)
    {
        var (words, happened) = (source.Words, source.Mail.Delivery.Event!);
        var facts = new Values(source, happened.Type, source.Mail.Data!.Value);
        List<LetterPart> parts = [.. facts.Sentence("what")];
        parts.AddRange(facts.Facts());
        parts.AddRange(facts.Quotes());
        parts.AddRange(words.Has($"{happened.Type}.next.{facts.Letter}") ? facts.Sentence($"next.{facts.Letter}") : facts.Sentence("next"));
        parts.AddRange(
            words.Has($"{happened.Type}.otherwise.{facts.Letter}")
                ? facts.Sentence($"otherwise.{facts.Letter}")
                : facts.Sentence("otherwise"));
        if (source.Mail.Also.Count > 0)
        {
            parts.Add(source.Say("mail.also"));
            parts.Add(new LetterPart.Several(
                [.. source.Mail.Also.Select(other => new Values(source, other.Type, other.Data).Heading)]));
        }

        parts.Add(new LetterPart.Go(words.Say("mail.open"), source.OrganizationPage("status")));
        return new()
        {
            Language = words.Language,
            Subject = facts.Subject,
            Heading = facts.Heading,
            Badge = facts.Letter.Length > 0 ? facts.Letter : null,
            BadgeColor = facts.Color,
            Parts = parts,
            Footer = Footer(source),
        };
    }

    private static IReadOnlyList<LetterPart> Footer(LetterSource source) => source.Mail.Delivery.Capacity == "contact"
        ?
        [
            source.Say("mail.why.contact", ("organization", source.Organization)),
            new LetterPart.Go(
                source.Words.Say("mail.unsubscribe", ("organization", source.Organization)),
                source.Link(LinkPurpose.Unsubscribe, MailPages.Unsubscribe, expiresAt: null)),
        ]
        :
        [
            source.Say("mail.why.user", ("organization", source.Organization)),
            new LetterPart.Go(source.Words.Say("mail.choose"), source.OrganizationPage("preferences")),
        ];

    /// <summary>The facts of one event as they stand in sentences.</summary>
    private sealed class Values(LetterSource source, string type, JsonElement data)
    {
        private readonly DateTimeOffset? end =
            data.Instant("ends_at") ?? data.Instant("valid_until") ?? data.Instant("grace_ends_at") ?? data.Instant("at_risk_until");

        public string Letter { get; } = data.Text("level") ?? "";

        public string Heading => Say("heading", source.Organization);

        public string Subject => Say("subject", SafeText.InSubject(source.Organization));

        /// <summary>The sentence, where the language has it and its day is known.</summary>
        public IEnumerable<LetterPart> Sentence(string name) =>
            source.Words.Has($"{type}.{name}") && (end is not null || !source.Words.Needs($"{type}.{name}", "date"))
                ? [new LetterPart.Say(Say(name, source.Organization))]
                : [];

        public IEnumerable<LetterPart> Facts()
        {
            List<(string, string)> facts = [];
            if (end is { } day && !IsOver)
            {
                facts.Add((source.Words.Say(IsSuspended ? "mail.fact.restorable" : "mail.fact.until"), source.Words.Moment(day)));
                if (Days > 0)
                {
                    facts.Add((source.Words.Say("mail.fact.left"), source.Words.Count("days", Days)));
                }
            }

            if (data.Text("reason") is { } reason && source.Words.Has($"reason.{reason}"))
            {
                facts.Add((source.Words.Say("mail.fact.reason"), source.Words.Say($"reason.{reason}")));
            }

            return facts.Count > 0 ? [new LetterPart.Facts(facts)] : [];
        }

        /// <summary>What people wrote for the organization; what they wrote for each other is not in an event.</summary>
        public IEnumerable<LetterPart> Quotes()
        {
            var reason = data.Text("rejection_reason")
                ?? (data.Text("reason") is { } given && !source.Words.Has($"reason.{given}") ? given : null);
            return Quote("mail.quote.reason", reason).Concat(Quote("mail.quote.comment", data.Text("comment")));
        }

        // Until when it would have counted is nobody's question any more.
        private bool IsOver => type is "status.level.revoked" or "status.level.degraded" or "status.level.expired";

        // The end of what can be restored, not of what is active.
        private bool IsSuspended => type == "status.level.suspended";

        private int Days => end is { } day ? Instant.DaysUntil(day, source.Now) : 0;

        private IEnumerable<LetterPart> Quote(string title, string? text) =>
            string.IsNullOrWhiteSpace(text) ? [] : [new LetterPart.Quote(source.Words.Say(title), SafeText.Lines(text))];

        private string Say(string name, string organization) => source.Words.Say(
            $"{type}.{name}",
            ("organization", organization),
            ("letter", Letter),
            ("level", source.Words.Say("mail.level", ("letter", Letter), ("name", LevelName()))),
            ("date", end is { } day ? source.Words.Day(day) : ""),
            ("days", source.Words.Count("days", Days)),
            ("review", source.Catalog.EstimatedReviewTime[source.Words.Language]),
            ("restoration", source.Words.Count("days", source.Catalog.RestorationGraceDays)));

        /// <summary>Null for a level that this release does not know.</summary>
        public string? Color => Level?.Color;

        private LevelPresentation? Level =>
            Grains.Domain.Words.TryParse<StatusLevel>(Letter, out var level) ? source.Catalog.Levels[level] : null;

        private string LevelName() => Level is { } level ? level.Name[source.Words.Language] : Letter;
    }
}
