using StatusLevels.Domain.Tests.Stories;
using StatusLevels.Grains.Domain;

namespace StatusLevels.Domain.Tests.Properties;

/// <summary>Invariant 4: every notice point is raised at most once, and none that lay ahead is lost.</summary>
internal sealed class NoticesWitness : IWitness
{
    private readonly NaiveHoldings holdings = new();

    private readonly HashSet<(NoticeKind, StatusLevel, DateTimeOffset, int, long, string?)> keys = [];

    private readonly HashSet<(NoticeKind, StatusLevel, DateTimeOffset, int, string?)> told = [];

    /// <summary>When the running grace of a subscription began.</summary>
    private readonly Dictionary<string, DateTimeOffset> graceStarts = [];

    public void See(Turn turn)
    {
        foreach (var happened in turn.Decision.Events)
        {
            Check(turn, happened);
            holdings.Apply(happened);
            if (happened is StatusEvent.OrganizationForgotten)
            {
                keys.Clear();
                told.Clear();
                graceStarts.Clear();
            }

            if (turn.Command is StatusCommand.Import)
            {
                Assert.False(
                    turn.Before.Sequence == 0
                    && happened is StatusEvent.NoticeRaised or StatusEvent.NoticeSuperseded or StatusEvent.NoticeCancelled,
                    "Nobody hears of the past.");
                if (happened is StatusEvent.ClaimPlaced { Claim: { Kind: ClaimKind.Grace, Since: { } since } claim })
                {
                    graceStarts[claim.SubscriptionId!] = since;
                }
            }
            else if (happened.Entry is { Action: HistoryAction.GraceStarted, Metadata: var metadata })
            {
                var given = (StatusCommand.ChangeSubscription)turn.Command;
                Assert.Equal(given.SubscriptionId, metadata.SubscriptionId);
                // A grace that an end of the same instant takes up again began when it did.
                if (happened.Entry.Reason != Reasons.SubscriptionCancelled)
                {
                    graceStarts[given.SubscriptionId] = given.OccurredAt ?? metadata.OccurredAt!.Value;
                }
            }
        }

        NoGroupSpeaksTwice(turn);
        if (turn.TookEffect)
        {
            Assert.Equal(PointsAhead(turn.Now), holdings.Pending.Select(Point).ToHashSet());
        }
    }

    private void Check(Turn turn, StatusEvent happened)
    {
        switch (happened)
        {
            case StatusEvent.NoticesPlanned { Notices: var notices }:
                Assert.All(notices, notice => Assert.True(
                    keys.Add((notice.Kind, notice.Level, notice.EndsAt, notice.Point, notice.Schedule, notice.SubscriptionId)),
                    "A key is used once."));
                // Towards an end that is past already nothing is raised any more, so it may be forgotten what was.
                Assert.All(notices.Where(notice => notice.EndsAt > turn.Now), notice => Assert.DoesNotContain(Point(notice), told));
                break;
            case StatusEvent.NoticeRaised { Notice: var notice }:
                Assert.Contains(notice, holdings.Pending);
                Assert.True(told.Add(Point(notice)), "Nobody is told the same twice.");
                Assert.True(notice.DueAt <= turn.Now && turn.Now < notice.EndsAt, "A notice is raised between its instant and the end.");
                break;
            case StatusEvent.NoticeSuperseded { Notice: var notice }:
                Assert.Contains(notice, holdings.Pending);
                Assert.True(notice.DueAt <= turn.Now, "Only what is due is superseded.");
                break;
            case StatusEvent.NoticeCancelled { Notice: var notice }:
                Assert.Contains(notice, holdings.Pending);
                break;
            default:
                break;
        }
    }

    private static void NoGroupSpeaksTwice(Turn turn)
    {
        var raised = turn.Decision.Events.OfType<StatusEvent.NoticeRaised>().Select(happened => happened.Notice).ToArray();
        Assert.Equal(raised.Length, raised.Select(notice => (notice.Kind, notice.Level, notice.SubscriptionId)).Distinct().Count());
        foreach (var superseded in turn.Decision.Events.OfType<StatusEvent.NoticeSuperseded>().Select(happened => happened.Notice))
        {
            var ended = superseded.EndsAt <= turn.Now;
            var nearer = raised.Any(notice => (notice.Kind, notice.Level, notice.EndsAt, notice.SubscriptionId)
                == (superseded.Kind, superseded.Level, superseded.EndsAt, superseded.SubscriptionId) && notice.DueAt > superseded.DueAt);
            Assert.True(ended != nearer, "A point gives way to a nearer one, or to the end.");
        }
    }

    // What must be pending, told from the holdings and the published numbers alone.
    private HashSet<(NoticeKind, StatusLevel, DateTimeOffset, int, string?)> PointsAhead(DateTimeOffset now)
    {
        var ahead = new HashSet<(NoticeKind, StatusLevel, DateTimeOffset, int, string?)>();
        foreach (var (level, end) in new[] { (StatusLevel.A, holdings.ShownEndOfA), (StatusLevel.B, holdings.B?.ValidUntil) })
        {
            foreach (var days in TestCatalog.Default.ExpiryNoticeDays)
            {
                if (end is { } date && date.AddDays(-days) > now)
                {
                    ahead.Add((NoticeKind.Expiry, level, date, days, null));
                }
            }
        }

        foreach (var grace in holdings.Claims.Values.Where(claim => claim.Kind == ClaimKind.Grace))
        {
            foreach (var day in TestCatalog.Default.GraceNoticeDays)
            {
                var due = graceStarts[grace.SubscriptionId!].AddDays(day);
                if (due > now && due < grace.EndsAt)
                {
                    ahead.Add((NoticeKind.Grace, StatusLevel.A, grace.EndsAt.Value, day, grace.SubscriptionId));
                }
            }
        }

        ahead.ExceptWith(told);
        return ahead;
    }

    private static (NoticeKind, StatusLevel, DateTimeOffset, int, string?) Point(Notice notice) =>
        (notice.Kind, notice.Level, notice.EndsAt, notice.Point, notice.SubscriptionId);
}
