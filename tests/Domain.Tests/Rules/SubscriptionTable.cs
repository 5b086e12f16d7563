using StatusLevels.Domain.Tests.Stories;
using StatusLevels.Grains.Domain;
using static StatusLevels.Domain.Tests.Stories.Commands;
using static StatusLevels.Grains.Domain.SubscriptionStatus;

namespace StatusLevels.Domain.Tests.Rules;

/// <summary>
/// One row of the subscription table: what was so, what came, what happened, what was answered and until when A lasts: in days from
/// the start of the story, null without an end, negative when A is not held.
/// </summary>
internal sealed record SubscriptionRow(
    Action<Story> Before, Func<Story, StatusCommand> When, string[] Happens,
    LevelAAction LevelA, GraceAction? Grace = null, double? GraceEndsAfterDays = null, double? AEndsAfterDays = null);

/// <summary>The subscription table, row by row.</summary>
internal static class SubscriptionTable
{
    private const double NotHeld = -1;

    public static Dictionary<string, SubscriptionRow> Rows { get; } = new(StringComparer.Ordinal)
    {
        ["trialing, and A is not held: the subscription claims A"] = new(
            _ => { }, _ => Subscription(Trialing),
            ["A auto_granted (subscription_active)", "s1 is trialing"], LevelAAction.Granted),
        ["active, and A is not held: the subscription claims A"] = new(
            _ => { }, _ => Subscription(Active),
            ["A auto_granted (subscription_active)", "s1 is active"], LevelAAction.Granted),
        ["active, and an open manual claim holds A: it claims beside it, and nothing that A shows changes"] = new(
            story => story.Given(Grant(StatusLevel.A)), _ => Subscription(Active),
            ["s1 claims A", "s1 is active"], LevelAAction.AlreadyActive),
        ["active, and a dated manual claim holds A: its date goes"] = new(
            story => story.Given(Grant(StatusLevel.A, Story.Start.AddDays(20))), _ => Subscription(Active),
            ["A renewed (subscription_active)", "off: A 7", "off: A 1", "s1 is active"], LevelAAction.AlreadyActive),
        ["active again: nothing changes"] = new(
            story => story.Given(Subscription(Active)), _ => Subscription(Active),
            ["s1 is active"], LevelAAction.AlreadyActive),
        ["active in grace: the grace is cleared"] = new(
            story => story.Given(Subscription(Active)).Given(Subscription(PastDue)).After(days: 3).WhenTicking(),
            _ => Subscription(Active),
            ["A grace_cleared (subscription_active)", "off: s1 day 7", "off: s1 day 13", "s1 is active"],
            LevelAAction.AlreadyActive, GraceAction.GracePeriodCleared),
        ["active after a cancellation to a date: the end is lifted"] = new(
            story => story.Given(Subscription(Active)).Given(Subscription(Canceled, periodEnd: Story.Start.AddDays(20))),
            _ => Subscription(Active),
            ["A renewed (subscription_active)", "off: A 7", "off: A 1", "s1 is active"], LevelAAction.Renewed),
        ["past_due, and it claims A: grace starts"] = new(
            story => story.Given(Subscription(Active)), _ => Subscription(PastDue),
            ["A grace_started (subscription_past_due)", "planned: s1 day 1, s1 day 7, s1 day 13", "s1 is past_due"],
            LevelAAction.Retained, GraceAction.GracePeriodStarted, 14, 14),
        ["unpaid with grace days of its own: grace starts, and notices at or after its end do not exist"] = new(
            story => story.Given(Subscription(Active)), _ => Subscription(Unpaid, graceDays: 7),
            ["A grace_started (subscription_past_due)", "planned: s1 day 1", "s1 is unpaid"],
            LevelAAction.Retained, GraceAction.GracePeriodStarted, 7, 7),
        ["past_due without a day of grace: it ends at once"] = new(
            story => story.Given(Subscription(Active)), _ => Subscription(PastDue, graceDays: 0),
            ["A grace_started (subscription_past_due)", "A revoked (grace_period_ended)", "s1 is past_due"],
            LevelAAction.Revoked, GraceAction.GracePeriodStarted, 0, NotHeld),
        ["unpaid while in grace: nothing restarts"] = new(
            story => story.Given(Subscription(Active)).Given(Subscription(PastDue)).After(days: 3).WhenTicking(),
            _ => Subscription(Unpaid), ["s1 is unpaid"], LevelAAction.Retained, GraceAction.AlreadyInGrace, 14, 14),
        ["past_due without a claim: recorded, nothing else"] = new(
            _ => { }, _ => Subscription(PastDue), ["s1 is past_due"], LevelAAction.None, AEndsAfterDays: NotHeld),
        ["past_due that arrives 20 days late: started and ended in one write, its notices superseded"] = new(
            story => story.At(Story.Start.AddDays(-30)).Given(Subscription(Active)).At(Story.Start),
            story => Subscription(PastDue, occurredAt: story.Now.AddDays(-20)),
            ["A grace_started (subscription_past_due)", "planned: s1 day 1, s1 day 7, s1 day 13", "superseded: s1 day 1",
                "superseded: s1 day 7",
                "superseded: s1 day 13", "A revoked (grace_period_ended)", "s1 is past_due"],
            LevelAAction.Revoked, GraceAction.GracePeriodStarted, -6, NotHeld),
        ["past_due that arrives 10 days late: of the overdue notices only the nearest to the end is raised"] = new(
            story => story.At(Story.Start.AddDays(-30)).Given(Subscription(Active)).At(Story.Start),
            story => Subscription(PastDue, occurredAt: story.Now.AddDays(-10)),
            ["A grace_started (subscription_past_due)", "planned: s1 day 1, s1 day 7, s1 day 13", "superseded: s1 day 1",
                "raised: s1 day 7",
                "s1 is past_due"],
            LevelAAction.Retained, GraceAction.GracePeriodStarted, 4, 4),
        ["canceled in grace: A lasts to the end of grace, and the period's end is ignored"] = new(
            story => story.Given(Subscription(Active)).Given(Subscription(PastDue)),
            _ => Subscription(Canceled, periodEnd: Story.Start.AddDays(60)),
            ["s1 claims A", "s1 is canceled"], LevelAAction.Retained, GraceAction.AlreadyInGrace, 14, 14),
        ["expired in grace: the same"] = new(
            story => story.Given(Subscription(Active)).Given(Subscription(PastDue)), _ => Subscription(Expired),
            ["s1 claims A", "s1 is expired"], LevelAAction.Retained, GraceAction.AlreadyInGrace, 14, 14),
        ["paused in grace: the same"] = new(
            story => story.Given(Subscription(Active)).Given(Subscription(PastDue)), _ => Subscription(Paused),
            ["s1 claims A", "s1 is paused"], LevelAAction.Retained, GraceAction.AlreadyInGrace, 14, 14),
        ["canceled, and the paid period ends ahead: A has a date now, and notices"] = new(
            story => story.Given(Subscription(Active)), _ => Subscription(Canceled, periodEnd: Story.Start.AddDays(40)),
            ["A renewed (subscription_cancelled)", "planned: A 30, A 7, A 1", "s1 is canceled"], LevelAAction.Renewed, AEndsAfterDays: 40),
        ["paused, and the paid period ends ahead: the same"] = new(
            story => story.Given(Subscription(Active)), _ => Subscription(Paused, periodEnd: Story.Start.AddDays(5)),
            ["A renewed (subscription_cancelled)", "planned: A 1", "s1 is paused"], LevelAAction.Renewed, AEndsAfterDays: 5),
        ["canceled without a period's end: A ends now"] = new(
            story => story.Given(Subscription(Active)), _ => Subscription(Canceled),
            ["A revoked (subscription_cancelled)", "s1 is canceled"], LevelAAction.Revoked, AEndsAfterDays: NotHeld),
        ["expired, and the period ends at this very instant: A ends now"] = new(
            story => story.Given(Subscription(Active)), story => Subscription(Expired, periodEnd: story.Now),
            ["A revoked (subscription_cancelled)", "s1 is expired"], LevelAAction.Revoked, AEndsAfterDays: NotHeld),
        ["canceled, and a manual claim holds A: only the claim ends"] = new(
            story => story.Given(Subscription(Active)).Given(Grant(StatusLevel.A)), _ => Subscription(Canceled),
            ["claim of s1 ended", "s1 is canceled"], LevelAAction.Retained),
        ["canceled, and a dated manual claim holds A: A has that date now"] = new(
            story => story.Given(Subscription(Active)).Given(Grant(StatusLevel.A, Story.Start.AddDays(9))), _ => Subscription(Canceled),
            ["A renewed (subscription_cancelled)", "planned: A 7, A 1", "s1 is canceled"], LevelAAction.Renewed, AEndsAfterDays: 9),
        ["canceled without a claim: recorded, nothing else"] = new(
            _ => { }, _ => Subscription(Canceled, periodEnd: Story.Start.AddDays(40)), ["s1 is canceled"], LevelAAction.None,
            AEndsAfterDays: NotHeld),
        ["older than the last one applied: ignored, and nothing changes"] = new(
            story => story.Given(Subscription(Active)), story => Subscription(Canceled, occurredAt: story.Now.AddMilliseconds(-1)),
            [], LevelAAction.IgnoredStale),
        ["as old as the last one applied: applied in order of arrival"] = new(
            story => story.Given(Subscription(Active, occurredAt: story.Now)), story => Subscription(Canceled, occurredAt: story.Now),
            ["A revoked (subscription_cancelled)", "s1 is canceled"], LevelAAction.Revoked, AEndsAfterDays: NotHeld),
        ["of a forgotten organization: ignored, and nothing changes"] = new(
            story => story.Given(Forget()), _ => Subscription(Active), [], LevelAAction.IgnoredForgotten, AEndsAfterDays: NotHeld),
    };

    public static double? EndOfA(Story story) =>
        story.Book.A is null ? NotHeld : (story.Book.A.EndsAt - Story.Start)?.TotalDays;
}
