using System.Collections.Concurrent;
using System.Reflection;
using StatusLevels.Grains.Domain;

namespace StatusLevels.Domain.Tests.Properties;

/// <summary>Counts what occurred over all sequences. A case that never occurs was never tested, and that is a failure.</summary>
internal sealed class Tally
{
    private readonly ConcurrentDictionary<string, long> counts = new(StringComparer.Ordinal);

    public Tally()
    {
        Expect("command", CasesOf(typeof(StatusCommand)));
        Expect("refusal", CasesOf(typeof(Refusal)));
        Expect("event", CasesOf(typeof(StatusEvent)));
        Expect("action", Enum.GetNames<HistoryAction>());
        Expect("level_a", Enum.GetNames<LevelAAction>());
        // Only a catalog that tolerates unmet criteria for no days at all ends C with the report: an example of its own.
        Expect("level_c", Enum.GetNames<LevelCAction>().Except([nameof(LevelCAction.Degraded)]));
        Expect("grace", Enum.GetNames<GraceAction>());
        foreach (var kind in Enum.GetNames<NoticeKind>())
        {
            Expect($"notice {kind}", Enum.GetNames<NoticeOutcome>());
        }
    }

    public IEnumerable<string> Missing => counts.Where(pair => pair.Value == 0).Select(pair => pair.Key).Order(StringComparer.Ordinal);

    public void Count(Turn turn)
    {
        Add("command", turn.Command.GetType().Name);
        if (turn.Decision.Refusal is { } refusal)
        {
            Add("refusal", refusal.GetType().Name);
        }

        if (turn.Decision.Verdict.Subscription is { } answer)
        {
            Add("level_a", answer.LevelA.ToString());
            if (answer.Grace is { } grace)
            {
                Add("grace", grace.ToString());
            }
        }

        if (turn.Decision.Verdict.Reputation is { } reputation)
        {
            Add("level_c", reputation.LevelC.ToString());
        }

        foreach (var happened in turn.Decision.Events)
        {
            Count(happened);
        }
    }

    public string Report() => string.Join(Environment.NewLine, counts
        .OrderBy(pair => pair.Key, StringComparer.Ordinal)
        .Select(pair => $"{pair.Key,-44}{pair.Value,12}"));

    private void Count(StatusEvent happened)
    {
        Add("event", happened.GetType().Name);
        if (happened.Entry is { } entry)
        {
            Add("action", entry.Action.ToString());
        }

        var (outcome, notices) = happened switch
        {
            StatusEvent.NoticesPlanned planned => (NoticeOutcome.Pending, planned.Notices),
            StatusEvent.NoticeRaised { Notice: var notice } => (NoticeOutcome.Raised, [notice]),
            StatusEvent.NoticeSuperseded { Notice: var notice } => (NoticeOutcome.Superseded, [notice]),
            StatusEvent.NoticeCancelled { Notice: var notice } => (NoticeOutcome.Cancelled, [notice]),
            _ => (default, []),
        };
        foreach (var notice in notices)
        {
            Add($"notice {notice.Kind}", outcome.ToString());
        }
    }

    private static IEnumerable<string> CasesOf(Type union) =>
        union.GetNestedTypes(BindingFlags.Public).Where(type => type.IsSubclassOf(union)).Select(type => type.Name);

    private void Expect(string kind, IEnumerable<string> names)
    {
        foreach (var name in names)
        {
            counts[$"{kind}: {name}"] = 0;
        }
    }

    private void Add(string kind, string name) => counts.AddOrUpdate($"{kind}: {name}", 1, static (_, count) => count + 1);
}
