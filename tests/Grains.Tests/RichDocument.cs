using StatusLevels.Grains.Domain;
using StatusLevels.Grains.Organizations;

namespace StatusLevels.Grains.Tests;

/// <summary>A document in which everything is set.</summary>
internal static class RichDocument
{
    private static readonly DateTimeOffset T = new(2026, 3, 1, 9, 0, 0, 123, TimeSpan.Zero);
    private static readonly OrganizationId Id = new(Guid.Parse("6f1c7f52-3d0e-4c55-9a3b-0d6f0a1b2c3d"));
    private static readonly Guid Other = Guid.Parse("11111111-2222-5333-8444-555555555555");
    private static readonly Actor Person = new(ActorKind.User, "admin-1");
    private static readonly string Hash = new('a', 64);
    private static readonly ReputationMetrics Metrics = new(T, T.AddMinutes(1), 20, 90.50m, 12.25m, 3);

    private static readonly CriteriaSnapshot Criteria = new(false, T, 20, 15, 90.50m, 85m, 12.25m, 48m, 3, 1, "0123456789ab");

    private static readonly Notice Expiry = new(NoticeKind.Expiry, StatusLevel.B, T.AddDays(60), 30, T.AddDays(30), 3);
    private static readonly Notice Grace = new(NoticeKind.Grace, StatusLevel.A, T.AddDays(14), 7, T.AddDays(7), 4, "sub-1");

    private static readonly UpgradeRequest Request =
        new(Other, StatusLevel.C, "Прошу повысить 🙂 \"кавычки\"", ["https://example.org/a?b=1&c=2"], new Actor(ActorKind.User, "member-1"), T);

    private static readonly AnsweredEvent Answer = new(
        "evt-1", new SubscriptionOutcome(SubscriptionStatus.Active, SubscriptionStatus.PastDue, LevelAAction.Retained, GraceAction.GracePeriodStarted, T.AddDays(14)));

    private static readonly StatusBook Book = new()
    {
        OrganizationId = Id,
        Epoch = 2,
        Forgotten = true,
        ForgottenAt = T.AddDays(-1),
        Sequence = 4,
        HeadHash = Hash,
        OutboxNumber = 5,
        RequestNumber = 6,
        RecordedAt = T,
        EffectiveAt = T,
        A = new SelfDeclaration(Other, T, Person, "заметка",
        [
            new Claim(null, ClaimKind.Open, null), new Claim("sub-1", ClaimKind.Grace, T.AddDays(14)),
            new Claim("sub-2", ClaimKind.Dated, T.AddDays(20), Cancelled: true),
        ]),
        B = new Verification(Other, T, new Actor(ActorKind.Service, "key-1"), "notes", "sub-1", T.AddDays(60), T.AddDays(90), T, T.AddDays(60)),
        C = new TopReputation(Other, T, Actor.System, "notes <b>", true, T.AddDays(60), T.AddDays(30), Criteria),
        AutomaticCBlocked = true,
        Subscriptions = [new Subscription("sub-1", SubscriptionStatus.PastDue, T, T.AddDays(10), true, [Answer])],
        PendingRequest = Request,
        LastRequestForB = T.AddDays(-40),
        LastRequestForC = T.AddDays(-50),
        CancellationDay = new DateOnly(2026, 3, 1),
        Cancellations = 2,
        Metrics = Metrics,
        AtRiskNotifiedAt = T.AddDays(-3),
        Notices = [Expiry, Grace],
        Raised = [Expiry with { Point = 60, DueAt = T }],
    };

    private static readonly EntryMetadata Metadata = new()
    {
        SubscriptionId = "sub-1",
        SubscriptionStatus = SubscriptionStatus.Unpaid,
        EventId = "evt-1",
        OccurredAt = T,
        RequestId = Other,
        ValidUntil = T.AddDays(60),
        PreviousValidUntil = T.AddDays(50),
        GraceEndsAt = T.AddDays(14),
        RestorableUntil = T.AddDays(90),
        AtRiskUntil = T.AddDays(30),
        Criteria = Criteria,
        CatalogVersion = "0123456789ab",
    };

    private static readonly OutboxData Data = new()
    {
        OrganizationId = Id,
        Level = StatusLevel.A,
        Action = HistoryAction.GraceStarted,
        Sequence = 4,
        Reason = "subscription_past_due",
        EffectiveAt = T,
        ValidUntil = T.AddDays(60),
        GraceEndsAt = T.AddDays(14),
        AtRiskUntil = T.AddDays(30),
        SubscriptionId = "sub-1",
        Point = 7,
        DaysLeft = 7,
        EndsAt = T.AddDays(14),
        DueAt = T.AddDays(7),
        RequestId = Other,
        RejectionReason = "Мало доказательств",
    };

    /// <summary>Before answers were kept under keys.</summary>
    public static OrganizationDocument First { get; } = new()
    {
        OrganizationId = Id,
        Epoch = 2,
        Version = 7,
        Book = Book,
        Projection = new Projection
        {
            RecordedAt = T,
            Forget = true,
            Status = new StatusRow("C", T.AddDays(30), T.AddDays(7), 4, Hash, 5, T.AddDays(-1), true, true, Metrics),
            Levels =
            [
                new LevelRow(Other, StatusLevel.A, "grace", T, ActorKind.User, "admin-1", T, T.AddDays(20), T.AddDays(20), T, T.AddDays(14),
                    T.AddDays(60), T.AddDays(90), T.AddDays(30), true, "sub-1", "заметка"),
            ],
            Subscriptions = [new SubscriptionRow("sub-1", SubscriptionStatus.PastDue, "grace", T.AddDays(14), T.AddDays(14), T.AddDays(10), T, true)],
            Requests =
            [
                new RequestRow(Other, StatusLevel.C, UpgradeRequestStatus.Rejected, Request.Message, Request.EvidenceUrls, "member-1", T,
                    T.AddDays(1), "admin-1", "notes", "Мало доказательств", 4),
            ],
            Entries =
            [
                new EntryRow(Other, 4, StatusLevel.A, HistoryAction.GraceStarted, "subscription_past_due", ActorKind.Service, "payments", T, T,
                    [StatusLevel.A, StatusLevel.B], Metadata, "{\"format\":\"statuslevels-history/1\",\"text\":\"ё\\u0001\"}", HistoryEntry.NoHash, Hash,
                    new PersonalFields(new string('0', 32), "причина", "notes", "203.0.113.7", "curl/8 \u2028 😀")),
            ],
            Notices =
            [
                new NoticeRow(NoticeKind.Grace, StatusLevel.A, T.AddDays(14), 7, 4, "sub-1", T.AddDays(7), NoticeOutcome.Raised, T, T),
            ],
            Outbox = [new OutboxRow($"{Id}/2/5", 5, "status.grace.started", T, Data)],
        },
    };

    public static OrganizationDocument Value { get; } = First with
    {
        Projection = First.Projection! with
        {
            Key = new KeyRow(new string('1', 64), new string('f', 64), new RawJson("{\"status\":{\"version\":7},\"entries\":[\"ответ\"]}"), T, T.AddDays(1)),
        },
    };
}
