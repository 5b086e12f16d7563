using System.Collections.Immutable;
using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Orleans.Serialization;
using StatusLevels.Grains.Contracts;
using StatusLevels.Grains.Domain;
using StatusLevels.Grains.Organizations;
using static StatusLevels.Grains.Tests.TestTables;

namespace StatusLevels.Grains.Tests;

/// <summary>What crosses from one silo to another arrives as it was sent.</summary>
public sealed class SerializationTests(SharedSilo shared)
{
    private static readonly DateTimeOffset Now = SharedSilo.Start;
    private static readonly Actor Service = new(ActorKind.Service, "payments");
    private static readonly CallKey Key = new(new string('1', 64), new string('f', 64));
    private static readonly UpgradeRequest Request =
        new(Guid.NewGuid(), StatusLevel.C, "Прошу 🙂", ["https://example.org/?q=1", "https://пример.рф/"], SharedSilo.Admin.Actor, Now);

    private static readonly ReputationMetrics Metrics = new(Now, Now.AddMinutes(1), 20, 90.5m, 12.25m, 3);

    private static readonly LevelSnapshot Level = new()
    {
        Id = Guid.NewGuid(),
        Level = StatusLevel.B,
        Counts = true,
        State = LevelState.Suspended,
        GrantedAt = Now,
        GrantedBy = Service,
        ValidUntil = Now.AddDays(1),
        LastVerifiedAt = Now.AddDays(2),
        GraceEndsAt = Now.AddDays(3),
        SuspendedAt = Now.AddDays(4),
        RestorableUntil = Now.AddDays(5),
        AtRiskUntil = Now.AddDays(6),
        CountsUntil = Now.AddDays(7),
        OnJudgement = true,
        SubscriptionId = "sub-1",
        Notes = "notes \u0001 \"quoted\" \\",
    };

    private static readonly SubscriptionSnapshot Subscription = new()
    {
        Id = "sub-1",
        Status = SubscriptionStatus.Unpaid,
        GraceEndsAt = Now,
        CurrentPeriodEnd = Now.AddDays(1),
        ClaimsA = true,
        Blocked = true,
        OccurredAt = Now,
    };

    private static readonly StatusSnapshot Status = new()
    {
        OrganizationId = new OrganizationId(Guid.NewGuid()),
        Version = 7,
        Levels = [Level, Level with { Level = StatusLevel.C }],
        NextDue = Now,
        Metrics = Metrics,
        PendingRequest = Request,
        NextRequestForB = Now.AddDays(8),
        NextRequestForC = Now.AddDays(9),
        Subscriptions = [Subscription],
        ForgottenAt = Now,
        Forgotten = true,
        Epoch = 2,
        Sequence = 12,
    };

    private static readonly StatusSnapshot Untouched = new()
    {
        OrganizationId = Status.OrganizationId,
        Version = 0,
        Levels = [],
        NextDue = null,
        Metrics = null,
        PendingRequest = null,
        NextRequestForB = null,
        NextRequestForC = null,
        Subscriptions = [],
        ForgottenAt = null,
        Forgotten = false,
        Epoch = 1,
        Sequence = 0,
    };

    private static readonly EntrySummary Entry = new()
    {
        Id = Guid.NewGuid(),
        Sequence = 1,
        Level = StatusLevel.A,
        Action = HistoryAction.GraceStarted,
        Reason = "reason",
        Actor = Service,
        EffectiveAt = Now,
        RecordedAt = Now,
    };

    private static readonly UpgradeRequestView Rejected = new()
    {
        Request = Request,
        Status = UpgradeRequestStatus.Rejected,
        ClosedBy = Service,
        ClosedAt = Now,
        ReviewNotes = "notes",
        RejectionReason = "reason",
        Comment = "comment",
    };

    private static readonly CommandReply Reply = new()
    {
        Status = Status,
        Refusal = new Refusal.UpgradeRequestTooSoon(Now),
        Failure = StoreFailure.Conflict,
        Entries = [Entry],
        Notices = [new RaisedNotice(NoticeKind.Grace, StatusLevel.A, 13, Now, Now)],
        Subscription = new SubscriptionOutcome(
            SubscriptionStatus.Trialing, SubscriptionStatus.Canceled, LevelAAction.Retained, GraceAction.AlreadyInGrace, Now),
        Request = Rejected,
    };

    private static readonly CommandReply Bare = new() { Status = Status, Entries = [], Notices = [] };

    private static readonly HistoryItem Item = new()
    {
        Id = Guid.NewGuid(),
        Sequence = 3,
        Level = StatusLevel.C,
        Action = HistoryAction.AtRisk,
        Reason = "criteria_unmet",
        Actor = Actor.System,
        EffectiveAt = Now,
        RecordedAt = Now,
        LevelsAfter = [StatusLevel.A, StatusLevel.B],
        MetadataJson = "{}",
        Hash = "00ff",
        Notes = "notes",
        IsImported = true,
    };

    private static readonly StatusCommand.Import Import = new()
    {
        Facts =
        [
            new("row-1", StatusLevel.B, HistoryAction.Granted, Now, Service, "words", "203.0.113.7", "curl/8"),
            new(null, StatusLevel.A, HistoryAction.Revoked, Now, Actor.System),
        ],
        Holdings =
        [
            new(StatusLevel.B, Now, Service, Now.AddDays(1), Now, "sub-1", "notes", Now), new(StatusLevel.A, Now, Actor.System),
        ],
        Subscriptions =
        [
            new("sub-1", SubscriptionStatus.PastDue, 14, Now.AddDays(3), Now.AddDays(9)), new("sub-2", SubscriptionStatus.Active, 14),
        ],
        Requests =
        [
            new(Request, UpgradeRequestStatus.Rejected, Service, Now, "notes", "reason"), new(Request, UpgradeRequestStatus.Pending),
        ],
    };

    // One of each with everything set, and one with everything that may be missing missing.
    private static readonly object[] Samples =
    [
        Status.OrganizationId, Service, Actor.System, SharedSilo.Admin with { ExpectedVersion = 3 }, Call.System,
        SharedSilo.Admin with { Key = Key }, Key,
        new StatusCommand.Grant(StatusLevel.A, Now, "sub-1", "notes"), new StatusCommand.Grant(StatusLevel.B),
        new StatusCommand.Renew(StatusLevel.B, Now), new StatusCommand.Renew(StatusLevel.B), new StatusCommand.Verify(),
        new StatusCommand.Revoke(StatusLevel.C, "reason"), new StatusCommand.Revoke(StatusLevel.C),
        new StatusCommand.ChangeSubscription("sub-1", SubscriptionStatus.PastDue, Now, "evt-1", 90, Now.AddDays(1)),
        new StatusCommand.ChangeSubscription("sub-1", SubscriptionStatus.Active),
        new StatusCommand.RequestUpgrade(StatusLevel.B, "please", ["https://example.org/"]),
        new StatusCommand.RequestUpgrade(StatusLevel.B, null, []),
        new StatusCommand.ReviewUpgrade(Request.Id, true, "notes", "reason", Now, "comment"),
        new StatusCommand.ReviewUpgrade(Request.Id, false),
        new StatusCommand.CancelUpgrade(Request.Id), new StatusCommand.ReportReputation(Now, 1, 99.99m, 0.5m, 2),
        new StatusCommand.Tick(), new StatusCommand.Forget(), new StatusCommand.Import(), Import, Import.Facts[0], Import.Facts[1],
        Import.Holdings[0], Import.Holdings[1], Import.Subscriptions[0], Import.Subscriptions[1], Import.Requests[0], Import.Requests[1],
        new Refusal.LevelAlreadyActive(StatusLevel.A), new Refusal.LevelNotActive(StatusLevel.B), new Refusal.ValidUntilInPast(),
        new Refusal.ValidUntilTooFar(10), new Refusal.ValidUntilRequired(), new Refusal.ValidUntilNotLater(Now),
        new Refusal.ValidUntilNotLater(null),
        new Refusal.LevelCRequiresB(), new Refusal.LevelCNeverExpires(), new Refusal.AutomaticGrantingBlocked(StatusLevel.C),
        new Refusal.OccurredAtInFuture(5), new Refusal.AsOfInFuture(5), new Refusal.MetricsOutOfRange("review_count"),
        new Refusal.UpgradeRequestPending(Request.Id), new Refusal.UpgradeRequestTooSoon(Now), new Refusal.UpgradeRequestNotFound(),
        new Refusal.UpgradeRequestClosed(), new Refusal.RejectionReasonRequired(), new Refusal.TooManyCancellations(Now),
        new Refusal.OrganizationGone(Now), new Refusal.ClockSkew(Now),
        Metrics, new ReputationCriteria(15, 85m, 48m, 1), Request, Request with { Message = null, EvidenceUrls = [] }, Level, Subscription,
        Level with
        {
            ValidUntil = null, LastVerifiedAt = null, GraceEndsAt = null, SuspendedAt = null, RestorableUntil = null, AtRiskUntil = null,
            CountsUntil = null, SubscriptionId = null, Notes = null,
        },
        Subscription with { Status = null, GraceEndsAt = null, CurrentPeriodEnd = null, OccurredAt = null }, Status,
        Untouched, Reply, Bare, Entry, Entry with { Reason = null }, Reply.Notices[0],
        new ReputationOutcome(LevelCAction.AtRisk), Reply with { Reputation = new ReputationOutcome(LevelCAction.Granted) },
        Reply with { Written = true, AnsweredAt = Now },
        Reply.Subscription!, Reply.Subscription! with { OldStatus = null, Grace = null, GraceEndsAt = null }, Rejected,
        new UpgradeRequestView { Request = Request, Status = UpgradeRequestStatus.Pending },
        new DueItem(Now, DueKind.GraceNotice, StatusLevel.A, 7), new DueItem(Now, DueKind.AtRiskEnd, StatusLevel.C),
        ImmutableArray.Create(
            new DueItem(Now, DueKind.Notice, StatusLevel.B, 60), new DueItem(Now.AddDays(60), DueKind.Expiry, StatusLevel.B)),
        new HistoryQuery(20, 10, StatusLevel.A, HistoryAction.Granted, 40), new HistoryQuery(0, 100), new HistoryPage([Item], 1, 3),
        new HistoryPage([], 0, 0),
        new PastStatus(Now, [Level], 3, 7, Now.AddDays(-1)), new PastStatus(Now, [], 0, 0, null),
        Item, Item with { Reason = null, Notes = null, LevelsAfter = [] },
    ];

    private Serializer Serializer => shared.Silo.Services.GetRequiredService<Serializer>();

    [Fact]
    public void Everything_that_crosses_a_border_arrives_as_it_was_sent()
    {
        foreach (var sent in Samples)
        {
            var arrived = RoundTrip(sent);
            Assert.Equal(sent.GetType(), arrived.GetType());
            Assert.Equal(Text(sent), Text(arrived));
        }
    }

    [Fact]
    public void A_kept_answer_is_read_as_it_was_given()
    {
        var given = Reply with
        {
            Refusal = null,
            Failure = null,
            Reputation = new ReputationOutcome(LevelCAction.AtRisk),
            Written = true,
            AnsweredAt = Now,
        };

        Assert.Equal(Text(given), Text(KeptReply.Read(KeptReply.Write(given))));
        Assert.Equal(Text(Bare), Text(KeptReply.Read(KeptReply.Write(Bare))));
    }

    [Fact]
    public void There_is_a_sample_of_every_type_that_crosses_a_border()
    {
        var crossing = typeof(StatusBook).Assembly.GetTypes()
            .Where(type => type is { IsAbstract: false } && type.GetCustomAttribute<GenerateSerializerAttribute>() is not null
                && !type.IsAssignableTo(typeof(Exception))
                && type.Namespace is "StatusLevels.Grains.Domain" or "StatusLevels.Grains.Contracts");
        Assert.Empty(crossing.Except(Samples.Select(sample => sample.GetType())));

        var refusals = typeof(Refusal).GetNestedTypes().Except(Samples.Select(sample => sample.GetType()));
        Assert.Empty(refusals);
    }

    [Fact]
    public void A_refusal_arrives_with_its_code()
    {
        foreach (var refusal in Samples.OfType<Refusal>())
        {
            Assert.Equal(refusal.Code, Assert.IsAssignableFrom<Refusal>(RoundTrip(refusal)).Code);
        }
    }

    [Fact]
    public async Task A_request_without_evidence_is_one_with_none()
    {
        var command = new StatusCommand.RequestUpgrade(StatusLevel.B, null, default);
        Assert.Empty(((StatusCommand.RequestUpgrade)RoundTrip(command)).EvidenceUrls);

        var organization = shared.Organization(SharedSilo.NewOrganization());
        var reply = await organization.RequestUpgrade(command, SharedSilo.Admin);
        Assert.Null(reply.Failure);
        Assert.Empty(reply.Request!.Request.EvidenceUrls);
        Assert.Empty((await organization.GetStatus()).PendingRequest!.EvidenceUrls);
    }

    [Fact]
    public void What_kept_an_organization_from_being_read_is_told_across_a_border()
    {
        Exception newer = new OrleansException("read", new NewerSchemaException(2, 1));
        Assert.Equal(
            newer.InnerException!.Message, Assert.IsType<NewerSchemaException>(((Exception)RoundTrip(newer)).InnerException).Message);

        Exception away = new OrleansException("read", new NpgsqlException("away"));
        Assert.IsType<NpgsqlException>(((Exception)RoundTrip(away)).InnerException);

        // Only what every exception has: the server's code stays behind.
        Exception stopping = new OrleansException(
            "read", new PostgresException("stopping", "FATAL", "FATAL", PostgresErrorCodes.AdminShutdown));
        var arrived = Assert.IsType<PostgresException>(((Exception)RoundTrip(stopping)).InnerException);
        Assert.Contains(PostgresErrorCodes.AdminShutdown, arrived.Message, StringComparison.Ordinal);
    }

    private object RoundTrip(object sent) => Serializer.Deserialize<object>(Serializer.SerializeToArray(sent))!;
}
