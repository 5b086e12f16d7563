using StatusLevels.Domain.Tests.Stories;
using StatusLevels.Grains.Domain;

namespace StatusLevels.Domain.Tests.Properties;

/// <summary>
/// Invariant 7: whether and when Ticks run makes no difference to holdings, account and answers. Each sequence is lived with a
/// Tick at exactly every due instant, and again with none or with Ticks at random.
/// </summary>
internal static class TickTimes
{
    private enum Ticks
    {
        None,
        Exact,
        Random,
    }

    public static void MakeNoDifference(IReadOnlyList<Turn> turns)
    {
        var commands = InOrderOfTime(turns);
        if (commands.Count == 0)
        {
            return;
        }

        var timely = Live(commands, Ticks.Exact);
        var other = Live(commands, turns.Count % 2 == 0 ? Ticks.None : Ticks.Random);
        Assert.Equal(timely.Account, other.Account);
        Assert.Equal(timely.Answers, other.Answers);
        Assert.Equal(timely.Holdings, other.Holdings);
    }

    // What a Tick does to a lagging clock is no matter here: the clock of this life runs evenly.
    private static List<(StatusCommand Command, CommandContext Context)> InOrderOfTime(IReadOnlyList<Turn> turns)
    {
        var commands = new List<(StatusCommand Command, CommandContext Context)>();
        var clock = DateTimeOffset.MinValue;
        foreach (var turn in turns.Where(turn => turn.Command is not StatusCommand.Tick && turn.Decision.Refusal is not Refusal.ClockSkew))
        {
            clock = turn.Now > clock ? turn.Now : clock;
            commands.Add((turn.Command, turn.Context with { Now = clock }));
        }

        return commands;
    }

    private static (List<(HistoryEntry, string)> Account, List<Verdict> Answers, string Holdings) Live(
        List<(StatusCommand Command, CommandContext Context)> commands, Ticks ticks)
    {
        var account = new List<(HistoryEntry, string)>();
        var answers = new List<Verdict>();
        var book = StatusBook.Empty(new OrganizationId(new Guid("0d9b7c1e-3f5a-4a51-8f5e-7f3f5c7b2a10")));
        var last = commands[0].Context.Now;
        var random = new Random(commands.Count);
        void Decide(StatusCommand command, CommandContext context)
        {
            var decision = book.Decide(command, context, TestCatalog.Default);
            book = decision.Book;
            if (command is StatusCommand.Forget && decision.Events.Length > 0)
            {
                // What had fallen due before has no entry, and those that had one are erased.
                account.Clear();
            }

            account.AddRange(decision.Events.Select(happened => happened.Entry).OfType<HistoryEntry>().Select(Timeless));
            if (command is not StatusCommand.Tick)
            {
                answers.Add(decision.Verdict);
            }
        }

        void Tick(DateTimeOffset at) => Decide(new StatusCommand.Tick(), new CommandContext(Actor.System, at, ""));

        foreach (var (command, context) in commands)
        {
            while (ticks == Ticks.Exact && book.NextDue is { } due && due <= context.Now)
            {
                Tick(due);
            }

            for (var count = random.Next(3); ticks == Ticks.Random && count > 0; count--)
            {
                last = Instant.Truncate(last + ((context.Now - last) * random.NextDouble()));
                Tick(last);
            }

            Decide(command, context);
            last = context.Now;
        }

        var end = last.AddYears(3);
        while (ticks == Ticks.Exact && book.NextDue is { } due && due <= end)
        {
            Tick(due);
        }

        Tick(end);
        return (account, answers, Books.Holdings(book));
    }

    // All that an entry says, but when it was written down and the hashes that hang on that.
    private static (HistoryEntry, string) Timeless(HistoryEntry entry) => (
        entry with { RecordedAt = entry.EffectiveAt, Canonical = "", PreviousHash = "", Hash = "", LevelsAfter = default },
        string.Concat(entry.LevelsAfter));
}
