using StatusLevels.Grains.Domain;

namespace StatusLevels.Domain.Tests.Properties;

/// <summary>Turns random steps into a believable life of an organization: instants that matter and commands that suit them.</summary>
internal sealed partial class Script
{
    public const int MostCommands = 60;

    private static readonly DateTimeOffset Start = new(2026, 1, 31, 9, 30, 0, 250, TimeSpan.Zero);

    private readonly List<Turn> turns = [];

    private readonly List<Guid> requests = [];

    private StatusBook book = StatusBook.Empty(new OrganizationId(new Guid("0d9b7c1e-3f5a-4a51-8f5e-7f3f5c7b2a10")));

    private DateTimeOffset clock = Start;

    public static IReadOnlyList<Turn> Play(IEnumerable<Step> steps)
    {
        var script = new Script();
        var first = true;
        foreach (var step in steps)
        {
            if (first && new Dice(step.Moment).Percent(60))
            {
                script.BeginWithEverything();
            }
            else if (first && new Dice(step.Deed).Percent(50))
            {
                var dice = new Dice(step.Moment);
                script.Decide(ImportedLife.Of(new Dice(step.Deed), new Dice(step.Moment), Start), Start, ref dice);
                if (dice.Percent(50))
                {
                    // What changed there since is brought over again.
                    script.clock = Start.AddHours(dice.Roll(2000));
                    script.Decide(
                        ImportedLife.Of(new Dice(step.Moment), new Dice(step.Deed), script.clock), script.clock, ref dice);
                }
            }

            first = false;
            if (script.turns.Count >= MostCommands)
            {
                break;
            }

            script.Take(new Dice(step.Deed), script.Moment(new Dice(step.Moment)));
        }

        script.Settle();
        return script.turns;
    }

    /// <summary>The end of the story: where it failed.</summary>
    public static string Print(IEnumerable<Step> steps) => string.Join(Environment.NewLine, Play(steps).TakeLast(25));

    // At the end everything is settled, so that the account can be compared with what was read.
    private void Settle() =>
        turns.Add(Turn.Take(book, new StatusCommand.Tick(), new CommandContext(Actor.System, clock, "")));

    // Left to chance alone, few organizations would ever get far enough to lose something.
    private void BeginWithEverything()
    {
        var dice = new Dice(0);
        Decide(new StatusCommand.ChangeSubscription("s1", SubscriptionStatus.Active), clock, ref dice);
        Decide(new StatusCommand.Grant(StatusLevel.B), clock, ref dice);
        Decide(new StatusCommand.ReportReputation(clock, 15, 85, 12.5m, 1), clock, ref dice);
    }

    private DateTimeOffset Moment(Dice dice)
    {
        var kind = dice.Roll(100);
        var due = book.NextDue is { } next && next > clock ? next : clock;
        var reading = kind switch
        {
            < 16 => clock,
            < 28 => clock.AddMilliseconds(1 + dice.Roll(300_000)),
            < 46 => clock.AddHours(1 + dice.Roll(72)),
            < 56 => clock.AddDays(1 + dice.Roll(20)),
            < 70 => due,
            < 76 => due.AddMilliseconds(due > clock ? -1 : 0),
            < 82 => due.AddMilliseconds(1),
            < 88 => due.AddDays(dice.Roll(35)),
            < 90 => due.AddDays(dice.Roll(100)),
            < 92 => clock.AddMonths(1 + dice.Roll(23)),
            < 93 => clock.AddYears(1 + dice.Roll(3)),
            < 97 => clock.AddMilliseconds(-dice.Roll(300_001)),
            _ => clock.AddMilliseconds(-300_001 - dice.Roll(100_000_000)),
        };
        clock = reading > clock ? reading : clock;
        return reading;
    }

    private void Take(Dice dice, DateTimeOffset now)
    {
        var deed = dice.Roll(100);
        StatusCommand command = deed switch
        {
            < 16 => Grant(ref dice, now),
            < 21 => new StatusCommand.Renew(Level(ref dice), Until(ref dice, now)),
            < 25 => new StatusCommand.Verify(),
            < 31 => new StatusCommand.Revoke(Level(ref dice), dice.Percent(50) ? "Причина \"x\" 😀" : null, dice.Percent(20)),
            < 58 => Subscription(ref dice, now),
            < 65 => Request(ref dice),
            < 72 => Review(ref dice, now),
            < 75 => new StatusCommand.CancelUpgrade(RequestId(ref dice)),
            < 90 => Metrics(ref dice, now),
            < 97 => new StatusCommand.Tick(),
            < 98 => new StatusCommand.Forget(),
            _ => Request(ref dice),
        };
        Decide(command, now, ref dice);
        if (deed == 98)
        {
            ChangeTheirMinds(ref dice, now);
        }
    }

    // Asks and takes back until a day's cancellations are used up.
    private void ChangeTheirMinds(ref Dice dice, DateTimeOffset now)
    {
        for (var count = 0; count < 6 && turns.Count + 2 <= MostCommands && book.PendingRequest is { } pending; count++)
        {
            Decide(new StatusCommand.CancelUpgrade(pending.Id), now, ref dice);
            Decide(new StatusCommand.RequestUpgrade(pending.Level, null, []), now, ref dice);
        }
    }

    private void Decide(StatusCommand command, DateTimeOffset now, ref Dice dice)
    {
        var person = dice.Percent(command is StatusCommand.ChangeSubscription or StatusCommand.ReportReputation ? 15 : 65);
        var actor = command is StatusCommand.Tick ? Actor.System
            : person ? new Actor(ActorKind.User, "Анна")
            : new Actor(ActorKind.Service, "payments");
        var context = new CommandContext(
            actor, now, "00112233445566778899aabbccddeeff", dice.Percent(50) ? "203.0.113.7" : null, dice.Percent(50) ? "curl/8" : null);
        var turn = Turn.Take(book, command, context);
        turns.Add(turn);
        book = turn.Decision.Book;
        requests.AddRange(turn.Decision.Events.OfType<StatusEvent.UpgradeRequested>().Select(requested => requested.Request.Id));
    }
}
