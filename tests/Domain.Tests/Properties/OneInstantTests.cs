using StatusLevels.Domain.Tests.Stories;
using StatusLevels.Grains.Domain;
using static StatusLevels.Domain.Tests.Stories.Commands;
using static StatusLevels.Grains.Domain.SubscriptionStatus;

namespace StatusLevels.Domain.Tests.Properties;

/// <summary>Providers tell whole seconds: of several events of one instant the strongest counts, as if it had come alone.</summary>
public sealed class OneInstantTests
{
    private static readonly DateTimeOffset Then = Story.Start.AddDays(5);

    /// <summary>How the subscription, and what else holds A, stood before.</summary>
    private static readonly Dictionary<string, Action<Story>> Before = new(StringComparer.Ordinal)
    {
        ["unknown"] = _ => { },
        ["unknown, beside an open manual A"] = story => story.Given(Grant(StatusLevel.A)),
        ["known from a grant"] = story => story.Given(Grant(StatusLevel.A, subscription: "s1")),
        ["paid"] = story => story.Given(Subscription(Active)),
        ["paid, beside a dated manual A"] = story => story
            .Given(Subscription(Active)).Given(Grant(StatusLevel.A, Story.Start.AddDays(9))),
        ["paid, beside another subscription"] = story => story.Given(Subscription(Active)).Given(Subscription(Active, "s2")),
        ["cancelled to a date"] = story => story
            .Given(Subscription(Active)).Given(Subscription(Canceled, periodEnd: Story.Start.AddDays(20))),
        ["in grace"] = story => story.Given(Subscription(Active)).After(days: 1).Given(Subscription(PastDue)),
        ["in grace, beside a longer manual A"] = story => story
            .Given(Subscription(Active)).Given(Subscription(PastDue)).Given(Grant(StatusLevel.A, Story.Start.AddDays(60))),
        ["cancelled in grace"] = story => story.Given(Subscription(Active)).Given(Subscription(PastDue)).Given(Subscription(Canceled)),
        ["ended"] = story => story.Given(Subscription(Active)).Given(Subscription(Expired)),
        ["blocked by a person"] = story => story.Given(Subscription(Active)).Given(Revoke(StatusLevel.A)),
    };

    // From the weakest to the strongest; of each kind one at most.
    private static readonly StatusCommand?[] Owed = [null, Event(PastDue), Event(Unpaid, graceDays: 30)];
    private static readonly StatusCommand?[] Paid = [null, Event(Active), Event(Trialing, periodEnd: Then.AddDays(31))];
    private static readonly StatusCommand?[] Ended =
        [null, Event(Canceled), Event(Canceled, periodEnd: Then.AddDays(40)), Event(Paused, periodEnd: Then.AddDays(-1)), Event(Expired)];

    public static TheoryData<string> Beginnings => [.. Before.Keys];

    [Theory]
    [MemberData(nameof(Beginnings))]
    public void Every_order_of_arrival_comes_to_what_the_strongest_alone_comes_to(string before)
    {
        var orders = 0;
        foreach (var told in Sets())
        {
            var expected = Outcome(Live(before, [told[^1]]));
            foreach (var order in Permutations(told))
            {
                orders++;
                var actual = Outcome(Live(before, order));
                Assert.True(expected == actual, $"{string.Join<StatusCommand>(", ", order)}\n{expected}\n{actual}");
            }
        }

        // Sets of three: 2 * 2 * 4, in 6 orders each. Sets of two: 2 * 2 + 2 * 4 + 2 * 4, in 2.
        Assert.Equal((16 * 6) + (20 * 2), orders);
    }

    [Theory]
    [MemberData(nameof(Beginnings))]
    public void What_is_weaker_is_stale_once_the_stronger_has_come(string before)
    {
        foreach (var told in Sets())
        {
            var story = Live(before, [told[^1]]);
            foreach (var weaker in told[..^1])
            {
                story.When(weaker).ThenNothing().ThenAnswered(LevelAAction.IgnoredStale);
            }
        }
    }

    private static StatusCommand Event(SubscriptionStatus status, int? graceDays = null, DateTimeOffset? periodEnd = null) =>
        Subscription(status, occurredAt: Then, graceDays: graceDays, periodEnd: periodEnd);

    private static IEnumerable<StatusCommand[]> Sets() =>
        from owed in Owed
        from paid in Paid
        from ended in Ended
        let told = new[] { owed, paid, ended }.OfType<StatusCommand>().ToArray()
        where told.Length > 1
        select told;

    private static IEnumerable<StatusCommand[]> Permutations(StatusCommand[] all) => all.Length <= 1
        ? [all]
        : all.SelectMany(first => Permutations([.. all.Where(other => other != first)]).Select(rest => (StatusCommand[])[first, .. rest]));

    private static Story Live(string before, StatusCommand[] order)
    {
        var story = Story.Begins();
        Before[before](story);
        story.At(Then);
        foreach (var happened in order)
        {
            story.After(minutes: 1).When(happened);
            Assert.Null(story.Last.Refusal);
        }

        return story;
    }

    // All that is known afterwards but for the account, which tells how it came to it.
    private static string Outcome(Story story)
    {
        var (book, a) = (story.Book, story.Book.A);
        var notices = book.Notices.Select(notice => $"{notice.Kind} {notice.EndsAt:O} {notice.DueAt:O} {notice.SubscriptionId}");
        return string.Join('\n', [
            $"{book.SubscriptionOf("s1")! with { Answers = [] }}",
            $"{a?.ClaimOf("s1")}",
            $"{a?.EndsAt:O} {a?.ValidUntil:O} {a?.GraceEndsAt:O} {story.CountingNow}",
            .. notices.Order(StringComparer.Ordinal)]);
    }
}
