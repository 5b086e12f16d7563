using System.Collections.Immutable;
using StatusLevels.Grains.Domain;

namespace StatusLevels.Domain.Tests.Properties;

/// <summary>What another product might say of an organization, whether or not it fits together.</summary>
internal static class ImportedLife
{
    private static readonly string[] Subscriptions = ["s1", "s2"];

    public static StatusCommand.Import Of(Dice dice, Dice more, DateTimeOffset now)
    {
        _ = (dice.Roll(100), more.Roll(100));
        var facts = ImmutableArray.CreateBuilder<ImportedFact>();
        for (var count = dice.Roll(9); count > 0; count--)
        {
            facts.Add(new ImportedFact(
                $"row-{count}", Level(ref dice),
                dice.Pick(
                    HistoryAction.Granted, HistoryAction.AutoGranted, HistoryAction.Renewed, HistoryAction.Suspended,
                    HistoryAction.Revoked, HistoryAction.Degraded, HistoryAction.Granted),
                Past(ref dice, now), By(ref dice), dice.Percent(20) ? "words" : null, "203.0.113.7", "curl/8"));
        }

        return new StatusCommand.Import
        {
            Facts = facts.ToImmutable(),
            Holdings = [.. Enum.GetValues<StatusLevel>().SelectMany(level => Shown(ref more, level, now))],
            Subscriptions = [.. Subscriptions.Where(_ => more.Percent(70)).Select(id => Subscription(ref more, id, now))],
            Requests = Requests(ref more, now),
        };
    }

    private static ImportedHolding[] Shown(ref Dice dice, StatusLevel level, DateTimeOffset now)
    {
        if (dice.Percent(30))
        {
            return [];
        }

        var granted = Past(ref dice, now);
        return
        [
            new ImportedHolding(
                level, granted, By(ref dice),
                dice.Percent(60) ? now.AddDays(dice.Roll(400) - 100) : null,
                level == StatusLevel.B && dice.Percent(50) ? Past(ref dice, now) : null,
                level == StatusLevel.A && dice.Percent(70) ? dice.Pick(Subscriptions) : null,
                EndedAt: dice.Percent(25) ? Past(ref dice, now) : null),
        ];
    }

    private static ImportedSubscription Subscription(ref Dice dice, string id, DateTimeOffset now) => new(
        id, dice.Pick(SubscriptionStatus.Active, SubscriptionStatus.PastDue, SubscriptionStatus.PastDue, SubscriptionStatus.Canceled), 14,
        dice.Percent(70) ? now.AddDays(dice.Roll(30) - 10) : null, dice.Percent(50) ? now.AddDays(dice.Roll(30)) : null);

    private static ImmutableArray<ImportedRequest> Requests(ref Dice dice, DateTimeOffset now) => dice.Roll(3) switch
    {
        0 => [],
        1 => [Request(ref dice, now, UpgradeRequestStatus.Pending)],
        _ => [Request(ref dice, now, UpgradeRequestStatus.Rejected), Request(ref dice, now, UpgradeRequestStatus.Pending)],
    };

    private static ImportedRequest Request(ref Dice dice, DateTimeOffset now, UpgradeRequestStatus status) => new(
        new UpgradeRequest(
            new Guid(dice.Roll(1_000_000), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0), dice.Pick(StatusLevel.B, StatusLevel.C), "please", [],
            new Actor(ActorKind.User, "Анна"), Past(ref dice, now)),
        status);

    private static StatusLevel Level(ref Dice dice) => dice.Pick(StatusLevel.A, StatusLevel.B, StatusLevel.B, StatusLevel.C);

    private static Actor By(ref Dice dice) => dice.Percent(60) ? new Actor(ActorKind.User, "Анна") : Actor.System;

    // Often the same instant as another fact.
    private static DateTimeOffset Past(ref Dice dice, DateTimeOffset now) =>
        dice.Percent(60) ? now.AddDays(-dice.Roll(12) * 60) : now.AddMilliseconds(-1000L * dice.Roll(100_000_000));
}
