using StatusLevels.Domain.Tests.Stories;
using StatusLevels.Grains.Domain;

namespace StatusLevels.Domain.Tests.Rules;

/// <summary>What another product knows becomes the account of an organization, and nobody hears of it.</summary>
public sealed class ImportTests
{
    private static readonly Actor Anna = new(ActorKind.User, "anna");

    [Fact]
    public void Its_history_becomes_entries_at_their_own_instants()
    {
        var story = Import(
            Facts: [
                Fact("2", StatusLevel.A, HistoryAction.Revoked, "2024-05-01T00:00:00Z"),
                Fact("1", StatusLevel.A, HistoryAction.Granted, "2023-01-01T10:00:00Z"),
                Fact("3", StatusLevel.A, HistoryAction.Granted, "2025-01-01T00:00:00Z")],
            Holdings: [new(StatusLevel.A, Story.Instant("2025-01-01T00:00:00Z"), Anna)]);

        story.ThenEntries("A granted (imported)", "A revoked (imported)", "A granted (imported)").ThenCounting("A");
        Assert.Equal(
            ["2023-01-01T10:00:00.000Z", "2024-05-01T00:00:00.000Z", "2025-01-01T00:00:00.000Z"],
            story.Entries.Select(entry => Instant.Format(entry.EffectiveAt)));
        Assert.All(story.Entries, entry => Assert.Equal(Story.Start, entry.RecordedAt));
        Assert.Equal(["1", "2", "3"], story.Entries.Select(entry => entry.Metadata.EventId));
        Assert.Equal(Story.Instant("2025-01-01T00:00:00Z"), story.Book.A!.GrantedAt);
    }

    [Fact]
    public void Nobody_outside_hears_of_it()
    {
        var story = Import(
            Facts: [Fact("1", StatusLevel.B, HistoryAction.Granted, "2023-01-01T00:00:00Z")],
            Holdings: [new(StatusLevel.B, Story.Instant("2023-01-01T00:00:00Z"), Anna, Story.Instant("2024-01-01T00:00:00Z"))]);

        Assert.All(story.Last.Events, happened => Assert.Null(happened.OutboxType));
        Assert.Equal(0, story.Book.OutboxNumber);
        Assert.Empty(story.RaisedJustNow);
    }

    [Fact]
    public void What_was_past_its_end_and_still_active_there_ended_when_it_did()
    {
        var story = Import(
            Holdings: [
                new(StatusLevel.A, Story.Instant("2024-01-01T00:00:00Z"), Anna, Story.Instant("2025-01-01T00:00:00Z")),
                new(StatusLevel.B, Story.Instant("2024-01-01T00:00:00Z"), Anna, Story.Instant("2026-02-20T00:00:00Z"))]);

        story
            .ThenEntries(
                "A granted (imported)", "B granted (imported)", "A expired (validity_ended)", "B suspended (validity_ended)")
            .ThenCounting("");
        Assert.Equal(Story.Instant("2025-01-01T00:00:00Z"), story.Entries[2].EffectiveAt);
        Assert.NotNull(story.Book.B);
    }

    [Fact]
    public void Notices_that_lie_ahead_are_planned_and_those_that_are_past_are_not()
    {
        var story = Import(
            Holdings: [new(StatusLevel.B, Story.Instant("2025-01-01T00:00:00Z"), Anna, Story.Start.AddDays(20))]);

        Assert.Equal([7, 1], story.Book.Notices.Select(notice => notice.Point));
    }

    [Fact]
    public void A_grace_goes_on_where_it_is()
    {
        var story = Import(
            Holdings: [new(StatusLevel.A, Story.Instant("2025-01-01T00:00:00Z"), Actor.System, SubscriptionId: "s1")],
            Subscriptions: [new("s1", SubscriptionStatus.PastDue, 14, Story.Start.AddDays(4))]);

        story.ThenEntries("A auto_granted (imported)", "A grace_started (imported)").ThenCounting("A");
        Assert.Equal(Story.Start.AddDays(4), story.Book.A!.GraceEndsAt);
        Assert.Equal(13, Assert.Single(story.Book.Notices).Point);
    }

    [Fact]
    public void A_grace_that_never_ended_there_ended_when_it_was_over()
    {
        var story = Import(
            Holdings: [new(StatusLevel.A, Story.Instant("2025-01-01T00:00:00Z"), Actor.System, SubscriptionId: "s1")],
            Subscriptions: [new("s1", SubscriptionStatus.PastDue, 14, Story.Start.AddDays(-100))]);

        story.ThenCounting("");
        Assert.Equal("A revoked (grace_period_ended)", Telling.Of(story.Entries[^1]));
        Assert.Equal(Story.Start.AddDays(-100), story.Entries[^1].EffectiveAt);
    }

    [Fact]
    public void A_level_without_history_was_granted_and_one_that_is_not_shown_has_ended()
    {
        var story = Import(
            Facts: [Fact("1", StatusLevel.B, HistoryAction.Granted, "2025-06-01T00:00:00Z")],
            Holdings: [
                new(StatusLevel.A, Story.Instant("2025-01-01T00:00:00Z"), Anna),
                new(StatusLevel.B, Story.Instant("2025-06-01T00:00:00Z"), Anna, EndedAt: Story.Instant("2025-08-01T00:00:00Z"))]);

        story.ThenEntries("A granted (imported)", "B granted (imported)", "B revoked (imported)").ThenCounting("A");
        Assert.Equal(Story.Instant("2025-08-01T00:00:00Z"), story.Entries[^1].EffectiveAt);
    }

    [Fact]
    public void What_cannot_follow_is_left_out()
    {
        var story = Import(
            Facts: [
                Fact("1", StatusLevel.A, HistoryAction.Renewed, "2024-01-01T00:00:00Z"),
                Fact("2", StatusLevel.A, HistoryAction.Granted, "2024-02-01T00:00:00Z"),
                Fact("3", StatusLevel.A, HistoryAction.Granted, "2024-03-01T00:00:00Z"),
                Fact("4", StatusLevel.C, HistoryAction.Granted, "2024-03-01T00:00:00Z"),
                Fact("5", StatusLevel.A, HistoryAction.Granted, "2090-03-01T00:00:00Z")],
            Holdings: [
                new(StatusLevel.A, Story.Instant("2024-02-01T00:00:00Z"), Anna),
                new(StatusLevel.C, Story.Instant("2024-03-01T00:00:00Z"), Anna)]);

        Assert.Equal(["2"], story.Entries.Select(entry => entry.Metadata.EventId));
    }

    [Fact]
    public void What_a_person_took_away_does_not_come_back_by_a_payment()
    {
        var story = Import(
            Facts: [
                Fact("1", StatusLevel.A, HistoryAction.Granted, "2024-01-01T00:00:00Z"),
                Fact("2", StatusLevel.A, HistoryAction.Revoked, "2024-02-01T00:00:00Z")],
            Subscriptions: [new("s1", SubscriptionStatus.Active, 14)]);

        story.When(new StatusCommand.ChangeSubscription("s1", SubscriptionStatus.Active)).ThenAnswered(LevelAAction.Blocked);
    }

    [Fact]
    public void Requests_keep_their_ids_and_their_cool_down()
    {
        var pending = new UpgradeRequest(Guid.NewGuid(), StatusLevel.B, "please", [], Anna, Story.Start.AddDays(-2));
        var rejected = new UpgradeRequest(Guid.NewGuid(), StatusLevel.C, null, [], Anna, Story.Start.AddDays(-9));
        var story = Import(
            Requests: [new(pending, UpgradeRequestStatus.Pending), new(rejected, UpgradeRequestStatus.Rejected, Anna, Story.Start)]);

        Assert.Equal(pending.Id, story.Book.PendingRequest!.Id);
        Assert.Equal(rejected.RequestedAt, story.Book.LastRequestForC);
        story.When(new StatusCommand.ReviewUpgrade(pending.Id, Approve: true)).ThenCounting("B");
    }

    [Fact]
    public void What_is_shown_otherwise_since_is_brought_over_again()
    {
        var asked = new UpgradeRequest(Guid.NewGuid(), StatusLevel.B, "please", [], Anna, Story.Start.AddDays(-2));
        var story = Import(
            Facts: [Fact("1", StatusLevel.A, HistoryAction.Granted, "2025-01-01T00:00:00Z")],
            Holdings: [new(StatusLevel.A, Story.Instant("2025-01-01T00:00:00Z"), Anna, Story.Start.AddDays(100))],
            Requests: [new(asked, UpgradeRequestStatus.Pending)]);

        story.At(Story.Start.AddHours(1)).When(
            new StatusCommand.Import
            {
                Facts = [new("2", StatusLevel.B, HistoryAction.Granted, Story.Start.AddMinutes(30), Anna)],
                Holdings =
                [
                    new(StatusLevel.A, Story.Instant("2025-01-01T00:00:00Z"), Anna, Story.Start.AddDays(200)),
                    new(StatusLevel.B, Story.Start.AddMinutes(30), Anna, Story.Start.AddDays(50)),
                ],
                Requests = [new(asked, UpgradeRequestStatus.Approved, Anna, Story.Start.AddMinutes(30))],
            },
            Actor.System);

        story.ThenEntries("B granted (imported)", "A renewed (imported)").ThenCounting("A,B");
        Assert.Equal(Story.Start.AddDays(200), story.Book.A!.ValidUntil);
        Assert.Equal(Story.Start.AddDays(50), story.Book.B!.ValidUntil);
        Assert.Null(story.Book.PendingRequest);
        Assert.Equal(0, story.Book.OutboxNumber);
    }

    [Fact]
    public void Brought_over_again_what_is_gone_there_ends_and_what_is_the_same_stays()
    {
        var a = new ImportedHolding(StatusLevel.A, Story.Instant("2025-01-01T00:00:00Z"), Anna, SubscriptionId: "s1");
        var b = new ImportedHolding(StatusLevel.B, Story.Instant("2025-01-01T00:00:00Z"), Anna, Story.Start.AddDays(100));
        var story = Import(Holdings: [a, b], Subscriptions: [new("s1", SubscriptionStatus.PastDue, 14, Story.Start.AddDays(4))]);

        story.At(Story.Start.AddHours(1)).When(
            new StatusCommand.Import
            {
                Holdings = [a, b with { EndedAt = Story.Start.AddMinutes(30) }],
                Subscriptions = [new("s1", SubscriptionStatus.PastDue, 14, Story.Start.AddDays(4))],
            },
            Actor.System);

        story.ThenEntries("B revoked (imported)").ThenCounting("A");
        Assert.Equal(Story.Start.AddMinutes(30), story.Entries[^1].EffectiveAt);
        Assert.Equal(Story.Start.AddDays(4), story.Book.A!.GraceEndsAt);
    }

    [Fact]
    public void Brought_over_again_a_paid_grace_is_none_any_more_and_what_ended_here_stays_so()
    {
        var a = new ImportedHolding(StatusLevel.A, Story.Instant("2025-01-01T00:00:00Z"), Anna, SubscriptionId: "s1");
        var b = new ImportedHolding(StatusLevel.B, Story.Instant("2025-01-01T00:00:00Z"), Anna, Story.Start.AddDays(-90));
        var story = Import(Holdings: [a, b], Subscriptions: [new("s1", SubscriptionStatus.PastDue, 14, Story.Start.AddDays(4))]);

        story.At(Story.Start.AddHours(1)).When(
            new StatusCommand.Import { Holdings = [a, b], Subscriptions = [new("s1", SubscriptionStatus.Active, 14)] }, Actor.System);

        story.ThenEntries("A renewed (imported)").ThenCounting("A");
        Assert.Null(story.Book.A!.GraceEndsAt);
    }

    [Fact]
    public void Of_one_instant_B_comes_before_C_whatever_their_rows_are_called()
    {
        var story = Import(
            Facts: [
                Fact("1", StatusLevel.C, HistoryAction.Granted, "2025-01-01T00:00:00Z"),
                Fact("2", StatusLevel.B, HistoryAction.Granted, "2025-01-01T00:00:00Z")],
            Holdings: [
                new(StatusLevel.B, Story.Instant("2025-01-01T00:00:00Z"), Anna, Story.Start.AddDays(100)),
                new(StatusLevel.C, Story.Instant("2025-01-01T00:00:00Z"), Anna)]);

        story.ThenEntries("B granted (imported)", "C granted (imported)").ThenCounting("B,C");
    }

    [Fact]
    public void Brought_over_again_a_level_that_only_this_product_gave_stays()
    {
        var b = new ImportedHolding(StatusLevel.B, Story.Instant("2025-01-01T00:00:00Z"), Anna, Story.Start.AddDays(100));
        var story = Import(Holdings: [b]);
        story.At(Story.Start.AddHours(1)).When(Commands.Metrics(Story.Start)).ThenCounting("B,C");

        story.At(Story.Start.AddHours(2)).When(new StatusCommand.Import { Holdings = [b] }, Actor.System).ThenCounting("B,C");
    }

    [Fact]
    public void A_forgotten_organization_stays_forgotten() => Story.Begins()
        .Given(new StatusCommand.Grant(StatusLevel.A))
        .Given(new StatusCommand.Forget())
        .When(new StatusCommand.Import { Holdings = [new(StatusLevel.A, Story.Start.AddDays(-1), Anna)] })
        .ThenNothing();

    private static Story Import(
        ImportedFact[]? Facts = null, ImportedHolding[]? Holdings = null, ImportedSubscription[]? Subscriptions = null,
        ImportedRequest[]? Requests = null) => Story.Begins().When(
            new StatusCommand.Import
            {
                Facts = [.. Facts ?? []],
                Holdings = [.. Holdings ?? []],
                Subscriptions = [.. Subscriptions ?? []],
                Requests = [.. Requests ?? []],
            },
            Actor.System);

    private static ImportedFact Fact(string id, StatusLevel level, HistoryAction action, string at) =>
        new(id, level, action, Story.Instant(at), Anna);
}
