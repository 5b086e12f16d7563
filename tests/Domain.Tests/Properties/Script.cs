using StatusLevels.Grains.Domain;

namespace StatusLevels.Domain.Tests.Properties;

/// <summary>Turns random steps into a believable life of an organization: instants that matter and commands that suit them.</summary>
internal sealed class Script
{
    public const int MostCommands = 60;

    private static readonly DateTimeOffset Start = new(2026, 1, 31, 9, 30, 0, 250, TimeSpan.Zero);

    private static readonly string[] SubscriptionIds = ["s1", "s2", "s3"];

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

    private static StatusLevel Level(ref Dice dice) => dice.Pick(StatusLevel.A, StatusLevel.B, StatusLevel.C);

    private StatusCommand.Grant Grant(ref Dice dice, DateTimeOffset now)
    {
        var level = Level(ref dice);
        return new StatusCommand.Grant(
            level,
            dice.Percent(level switch { StatusLevel.C => 80, StatusLevel.B => 60, _ => 10 }) ? null : Until(ref dice, now),
            level == StatusLevel.A && dice.Percent(50) ? dice.Pick(SubscriptionIds) : null,
            dice.Percent(30) ? "Заметка\n\u0001" : null);
    }

    private DateTimeOffset? Until(ref Dice dice, DateTimeOffset now)
    {
        var held = dice.Percent(50) ? book.A?.EndsAt : book.B?.ValidUntil;
        return dice.Roll(12) switch
        {
            < 4 => null,
            4 => now.AddDays(1 + dice.Roll(10)),
            5 => now.AddDays(30),
            6 => now.AddDays(61 + dice.Roll(30)),
            7 => held,
            8 => held?.AddMilliseconds(1),
            9 => held?.AddDays(dice.Roll(90)),
            10 => now.AddMilliseconds(-dice.Roll(3)),
            _ => now.AddYears(10).AddMilliseconds(dice.Roll(2)),
        };
    }

    private StatusCommand.ChangeSubscription Subscription(ref Dice dice, DateTimeOffset now)
    {
        var id = dice.Pick(SubscriptionIds);
        var status = dice.Roll(20) switch
        {
            < 6 => SubscriptionStatus.Active,
            < 7 => SubscriptionStatus.Trialing,
            < 11 => SubscriptionStatus.PastDue,
            < 13 => SubscriptionStatus.Unpaid,
            < 15 => SubscriptionStatus.Paused,
            < 18 => SubscriptionStatus.Canceled,
            _ => SubscriptionStatus.Expired,
        };
        DateTimeOffset? occurredAt = dice.Roll(20) switch
        {
            < 10 => null,
            < 13 => now,
            < 15 => now.AddDays(-dice.Roll(25)),
            < 17 => book.SubscriptionOf(id)?.OccurredAt,
            17 => book.SubscriptionOf(id)?.OccurredAt?.AddMilliseconds(-1),
            18 => now.AddMinutes(3),
            _ => now.AddMinutes(20),
        };
        return new StatusCommand.ChangeSubscription(
            id, status, occurredAt,
            dice.Percent(50) ? $"e{dice.Roll(8)}" : null,
            dice.Percent(30) ? dice.Pick(0, 1, 7, 13, 90) : null,
            PeriodEnd(ref dice, now));
    }

    private DateTimeOffset? PeriodEnd(ref Dice dice, DateTimeOffset now) => dice.Roll(12) switch
    {
        < 3 => null,
        < 5 => now.AddDays(1 + dice.Roll(70)),
        < 9 => new DateTimeOffset(now.Year, now.Month, 1, 0, 0, 0, TimeSpan.Zero).AddMonths(1 + dice.Roll(3)),
        9 => book.A?.EndsAt,
        10 => now,
        _ => now.AddDays(-3),
    };

    private static StatusCommand.RequestUpgrade Request(ref Dice dice) =>
        new(dice.Percent(60) ? StatusLevel.B : StatusLevel.C, "Мы готовы", ["https://example.org/a"]);

    private StatusCommand.ReviewUpgrade Review(ref Dice dice, DateTimeOffset now)
    {
        var approve = dice.Percent(60);
        return new StatusCommand.ReviewUpgrade(
            RequestId(ref dice), approve, "ok", approve || dice.Percent(25) ? null : "No.", dice.Percent(80) ? null : Until(ref dice, now));
    }

    private Guid RequestId(ref Dice dice) =>
        dice.Percent(80) && book.PendingRequest is { } pending ? pending.Id
        : dice.Percent(60) && requests.Count > 0 ? requests[dice.Roll(requests.Count)]
        : new Guid("00000000-0000-4000-8000-000000000001");

    private StatusCommand.ReportReputation Metrics(ref Dice dice, DateTimeOffset now)
    {
        DateTimeOffset asOf = dice.Roll(20) switch
        {
            < 11 => now,
            < 14 => now.AddDays(-dice.Roll(12)),
            < 16 => book.Metrics?.AsOf ?? now,
            < 18 => book.Metrics?.AsOf.AddMilliseconds(-1) ?? now,
            18 => now.AddMinutes(4),
            _ => now.AddMinutes(20),
        };
        return dice.Roll(20) switch
        {
            < 11 => new StatusCommand.ReportReputation(asOf, 15, 85, 47.99m, 1),
            < 13 => new StatusCommand.ReportReputation(asOf, 14, 85, 47.99m, 1),
            < 15 => new StatusCommand.ReportReputation(asOf, 15, 84.99m, 47.99m, 1),
            < 17 => new StatusCommand.ReportReputation(asOf, 15, 85, 48, 1),
            < 19 => new StatusCommand.ReportReputation(asOf, 400, 100, 0, 0),
            _ => new StatusCommand.ReportReputation(asOf, -1, 85, 10, 1),
        };
    }
}
