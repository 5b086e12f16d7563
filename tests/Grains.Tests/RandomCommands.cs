using StatusLevels.Grains.Contracts;
using StatusLevels.Grains.Domain;

namespace StatusLevels.Grains.Tests;

/// <summary>Commands of every kind, sensible and not, the same ones for the same seed.</summary>
internal sealed class RandomCommands(Random random)
{
    private static readonly string?[] Texts = [null, "ок", "Проверено 🙂 \"да\" \\ \n\u0001", "plain"];

    public (StatusCommand Command, Call Call) Next(StatusBook book, DateTimeOffset now) => (Command(book, now), Caller());

    private StatusCommand Command(StatusBook book, DateTimeOffset now) => random.Next(100) switch
    {
        // What another product knew of it comes first, where it comes at all.
        < 30 when book.Sequence == 0 && book.ForgottenAt is null => Imported(now),
        // Chance alone hardly ever saves what is at risk.
        < 40 when book.C?.AtRiskUntil is not null => Report(now, good: true),
        < 18 => new StatusCommand.Grant(
            One(StatusLevel.A, StatusLevel.B, StatusLevel.B, StatusLevel.C), Maybe(now.AddDays(random.Next(-5, 200))),
            random.Next(2) == 0 ? Subscription() : null, One(Texts)),
        < 26 => new StatusCommand.Renew(One(StatusLevel.A, StatusLevel.B), Maybe(now.AddDays(random.Next(400)))),
        < 33 => new StatusCommand.Verify(),
        < 40 => new StatusCommand.Revoke(One(StatusLevel.A, StatusLevel.B, StatusLevel.C), One(Texts), Quiet: random.Next(3) == 0),
        < 62 => new StatusCommand.ChangeSubscription(
            Subscription(), One(Enum.GetValues<SubscriptionStatus>()), Maybe(now.AddDays(random.Next(-30, 1))),
            One(null, "evt-1", "evt-2", $"evt-{random.Next(99)}"), One<int?>(null, 0, 30), Maybe(now.AddDays(random.Next(-10, 60)))),
        < 70 => new StatusCommand.RequestUpgrade(
            One(StatusLevel.B, StatusLevel.C), One(Texts), [.. One<string[]>([], ["https://example.org/"], ["https://a/", "https://b/"])]),
        < 77 => new StatusCommand.ReviewUpgrade(
            Request(book), random.Next(2) == 0, One(Texts), One(Texts), Maybe(now.AddDays(random.Next(300))), One(Texts)),
        < 80 => new StatusCommand.CancelUpgrade(Request(book)),
        < 92 => Report(now.AddDays(random.Next(-1, 1)), good: random.Next(2) == 0),
        < 98 => new StatusCommand.Tick(),
        _ => new StatusCommand.Forget(),
    };

    private Call Caller() => random.Next(4) switch
    {
        0 => new Call(new Actor(ActorKind.Service, "key-1"), "203.0.113.9"),
        1 => Call.System,
        2 => new Call(new Actor(ActorKind.User, "анна")),
        _ => SharedSilo.Admin,
    };

    // Without words of people: each entry would salt them by itself.
    private StatusCommand.Import Imported(DateTimeOffset now)
    {
        var since = now.AddDays(-random.Next(1, 300));
        return new StatusCommand.Import
        {
            Facts =
            [
                new ImportedFact("1", StatusLevel.B, HistoryAction.Granted, since, SharedSilo.Admin.Actor),
                new ImportedFact("2", StatusLevel.B, HistoryAction.Renewed, since.AddDays(1), Actor.System),
            ],
            Holdings =
            [
                new ImportedHolding(StatusLevel.A, since, Actor.System, SubscriptionId: "sub-0"),
                new ImportedHolding(StatusLevel.B, since, SharedSilo.Admin.Actor, Maybe(now.AddDays(random.Next(1, 200)))),
            ],
            Subscriptions = [new ImportedSubscription("sub-0", SubscriptionStatus.Active, GraceDays: 14)],
        };
    }

    private StatusCommand.ReportReputation Report(DateTimeOffset asOf, bool good) => good
        ? new StatusCommand.ReportReputation(asOf, random.Next(15, 30), random.Next(85, 101), random.Next(48), random.Next(1, 4))
        : new StatusCommand.ReportReputation(asOf, random.Next(30), random.Next(101), random.Next(90), 0);

    private string Subscription() => $"sub-{random.Next(3)}";

    private Guid Request(StatusBook book) => book.PendingRequest?.Id ?? Guid.Empty;

    private T One<T>(params T[] choices) => choices[random.Next(choices.Length)];

    private DateTimeOffset? Maybe(DateTimeOffset instant) => random.Next(2) == 0 ? instant : null;
}
