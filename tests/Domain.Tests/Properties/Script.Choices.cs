using StatusLevels.Grains.Domain;

namespace StatusLevels.Domain.Tests.Properties;

/// <content>What each command is about.</content>
internal sealed partial class Script
{
    private static readonly string[] SubscriptionIds = ["s1", "s2", "s3"];

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
