namespace StatusLevels.Api.Takeover;

/// <summary>What an account will be here, decided without writing it, beside what the product that is replaced shows.</summary>
/// <param name="catalog">The rules by which it is decided.</param>
/// <param name="accepted">The levels that a person let in.</param>
/// <param name="report">Hears of everything.</param>
/// <param name="clock">The time.</param>
internal sealed class TakeoverComparison(StatusLevelCatalog catalog, AcceptedLevels accepted, TakeoverReport report, TimeProvider clock)
{
    private static readonly string NoSalt = new('0', 32);

    public void Tell(OrganizationId organization, FormerFacts facts, StatusCommand.Import import)
    {
        var now = clock.GetUtcNow();
        var decision = StatusBook.Empty(organization).Decide(import, new CommandContext(Actor.System, now, NoSalt), catalog);
        var id = organization.ToString();
        var entries = decision.Events.Select(happened => happened.Entry).OfType<HistoryEntry>().ToArray();
        var recorded = entries.Select(entry => entry.Metadata.EventId).ToHashSet(StringComparer.Ordinal);
        foreach (var fact in import.Facts.Where(fact => !recorded.Contains(fact.SourceId)))
        {
            report.Tell(new(OddityRules.HistoryLeftOut, id, fact.Level, fact.SourceId, Words.Of(fact.Action)));
        }

        report.Count("history entries", entries.Length);
        report.Count("levels", decision.Book.CountingLevels(now).Length);
        report.Count("subscriptions", import.Subscriptions.Length);
        report.Count("upgrade requests", import.Requests.Length);
        report.Count("notices planned", decision.Book.Notices.Length);
        TellOfGuarded(id, facts, facts.Guarded.Where(level => !accepted.Contains(organization, level)), _ => false);
        TellOfDifferences(id, facts, decision.Book, now);
    }

    /// <summary>Tells of levels that wait for a person's yes.</summary>
    public void TellOfGuarded(string id, FormerFacts facts, IEnumerable<StatusLevel> waiting, Func<StatusLevel, bool> isHeldHere)
    {
        foreach (var level in waiting.Order())
        {
            var shown = facts.Shown.FirstOrDefault(known => known.Level == level);
            report.Tell(new(
                OddityRules.NeedsAcceptance, id, level, shown?.Row,
                shown is { CanUseBadge: false } ? "its badge may not be used there" : null, shown is null ? "past" : "active",
                isHeldHere(level) ? "active" : "none"));
        }
    }

    private void TellOfDifferences(string id, FormerFacts facts, StatusBook book, DateTimeOffset now)
    {
        var theirs = facts.Shown.Select(shown => shown.Level.ToString()).DefaultIfEmpty("0").Max(StringComparer.Ordinal)!;
        var ours = book.CountingLevels(now).Select(level => level.ToString()).DefaultIfEmpty("0").Max(StringComparer.Ordinal)!;
        if (theirs != ours)
        {
            report.Tell(new(OddityRules.AnotherLevel, id, Theirs: theirs, Ours: ours));
        }

        foreach (var shown in facts.Shown.Where(shown => shown.Level != StatusLevel.C && book.Counts(shown.Level, now)))
        {
            if (shown.Holding.ValidUntil != book.ExpiryOf(shown.Level))
            {
                report.Tell(new(
                    OddityRules.AnotherEnd, id, shown.Level, shown.Row, Theirs: Text(shown.Holding.ValidUntil),
                    Ours: Text(book.ExpiryOf(shown.Level))));
            }
        }
    }

    private static string Text(DateTimeOffset? end) => end is { } instant ? Instant.Format(instant) : "none";
}
