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

    private static readonly CriteriaSnapshot Criteria = new()
    {
        Met = false,
        AsOf = T,
        ReviewCount = 20,
        ReviewCountRequired = 15,
        ResponseRate = 90.50m,
        ResponseRateRequired = 85m,
        AvgResponseHours = 12.25m,
        AvgResponseHoursMax = 48m,
        PublicCases = 3,
        PublicCasesRequired = 1,
        CatalogVersion = "0123456789ab",
    };

    private static readonly Notice Expiry = new()
    {
        Kind = NoticeKind.Expiry,
        Level = StatusLevel.B,
        EndsAt = T.AddDays(60),
        Point = 30,
        DueAt = T.AddDays(30),
        Schedule = 3,
    };

    private static readonly Notice Grace = new()
    {
        Kind = NoticeKind.Grace,
        Level = StatusLevel.A,
        EndsAt = T.AddDays(14),
        Point = 7,
        DueAt = T.AddDays(7),
        Schedule = 4,
        SubscriptionId = "sub-1",
    };

    private static readonly UpgradeRequest Request =
        new(
            Other, StatusLevel.C, "Прошу повысить 🙂 \"кавычки\"", ["https://example.org/a?b=1&c=2"], new Actor(ActorKind.User, "member-1"),
            T);

    private static readonly AnsweredEvent Answer = new(
        "evt-1",
        new SubscriptionOutcome(
            SubscriptionStatus.Active, SubscriptionStatus.PastDue, LevelAAction.Retained, GraceAction.GracePeriodStarted, T.AddDays(14)));

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
        B = new Verification
        {
            Id = Other,
            GrantedAt = T,
            GrantedBy = new Actor(ActorKind.Service, "key-1"),
            Notes = "notes",
            SubscriptionId = "sub-1",
            ValidUntil = T.AddDays(60),
            RestorableUntil = T.AddDays(90),
            LastVerifiedAt = T,
            SuspendedAt = T.AddDays(60),
        },
        C = new TopReputation
        {
            Id = Other,
            GrantedAt = T,
            GrantedBy = Actor.System,
            Notes = "notes <b>",
            OnJudgement = true,
            SuspendedAt = T.AddDays(60),
            AtRiskUntil = T.AddDays(30),
            AtRiskCriteria = Criteria,
        },
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
        Comment = "Приходите весной",
        Quiet = true,
        Epoch = 2,
        ForgottenAt = T.AddDays(-1),
    };

    private static readonly LevelRow LevelA = new()
    {
        Id = Other,
        Level = StatusLevel.A,
        State = "grace",
        GrantedAt = T,
        GrantedByKind = ActorKind.User,
        GrantedBy = "admin-1",
        ValidFrom = T,
        ValidUntil = T.AddDays(20),
        CountsUntil = T.AddDays(20),
        LastVerifiedAt = T,
        GraceEndsAt = T.AddDays(14),
        SuspendedAt = T.AddDays(60),
        RestorableUntil = T.AddDays(90),
        AtRiskUntil = T.AddDays(30),
        OnJudgement = true,
        SubscriptionId = "sub-1",
        Notes = "заметка",
    };

    private static readonly SubscriptionRow SubscriptionOfA = new()
    {
        SubscriptionId = "sub-1",
        Status = SubscriptionStatus.PastDue,
        Claim = "grace",
        ClaimEndsAt = T.AddDays(14),
        GraceEndsAt = T.AddDays(14),
        CurrentPeriodEnd = T.AddDays(10),
        OccurredAt = T,
        Blocked = true,
    };

    private static readonly RequestRow RejectedRequest = new()
    {
        Id = Other,
        TargetLevel = StatusLevel.C,
        Status = UpgradeRequestStatus.Rejected,
        Message = Request.Message,
        EvidenceUrls = Request.EvidenceUrls,
        RequestedBy = "member-1",
        RequestedAt = T,
        ClosedAt = T.AddDays(1),
        ReviewedBy = "admin-1",
        ReviewNotes = "notes",
        RejectionReason = "Мало доказательств",
        GrantedEntrySequence = 4,
        Comment = "Приходите весной",
    };

    private static readonly EntryRow GraceEntry = new()
    {
        Id = Other,
        Sequence = 4,
        Level = StatusLevel.A,
        Action = HistoryAction.GraceStarted,
        Reason = "subscription_past_due",
        ActorKind = ActorKind.Service,
        ActorId = "payments",
        EffectiveAt = T,
        RecordedAt = T,
        LevelsAfter = [StatusLevel.A, StatusLevel.B],
        Metadata = Metadata,
        Canonical = "{\"format\":\"statuslevels-history/1\",\"text\":\"ё\\u0001\"}",
        PreviousHash = HistoryEntry.NoHash,
        Hash = Hash,
        Personal = new PersonalFields(new string('0', 32), "причина", "notes", "203.0.113.7", "curl/8 \u2028 😀"),
    };

    private static readonly NoticeRow RaisedNotice = new()
    {
        Kind = NoticeKind.Grace,
        Level = StatusLevel.A,
        EndsAt = T.AddDays(14),
        Point = 7,
        Schedule = 4,
        SubscriptionId = "sub-1",
        DueAt = T.AddDays(7),
        Outcome = NoticeOutcome.Raised,
        RaisedAt = T,
        SettledAt = T,
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
            OrganizationId = Id,
            Epoch = 2,
            Version = 7,
            RecordedAt = T,
            Forget = true,
            Status = new StatusRow
            {
                CurrentLevel = "C",
                CountsUntil = T.AddDays(30),
                NextDue = T.AddDays(7),
                Sequence = 4,
                HeadHash = Hash,
                OutboxNumber = 5,
                ForgottenAt = T.AddDays(-1),
                InGrace = true,
                LevelCBlocked = true,
                Metrics = Metrics,
            },
            Levels = [LevelA],
            Subscriptions = [SubscriptionOfA],
            Requests = [RejectedRequest],
            Entries = [GraceEntry],
            Notices = [RaisedNotice],
            Outbox = [new OutboxRow($"{Id}/2/5", 5, "status.grace.started", T, Data)],
            Reminder = new Organizations.ReminderRow("organizationstatus/6f1c7f523d0e4c559a3b0d6f0a1b2c3d", -42, "expiry", 60_000),
        },
    };

    /// <summary>Before ends kept the day of the month that they were set for, and events were kept under their ids.</summary>
    public static OrganizationDocument Second { get; } = First with
    {
        Projection = First.Projection! with
        {
            Key = new KeyRow(
                new string('1', 64), new string('f', 64), new RawJson("{\"status\":{\"version\":7},\"entries\":[\"ответ\"]}"), T,
                T.AddDays(1)),
        },
    };

    public static OrganizationDocument Third { get; } = Second with
    {
        Book = Book with
        {
            A = Book.A! with
            {
                Claims =
                [
                    new Claim(null, ClaimKind.Open, null), new Claim("sub-1", ClaimKind.Grace, T.AddDays(14), Since: T),
                    new Claim("sub-2", ClaimKind.Dated, T.AddDays(20), Cancelled: true),
                ],
            },
            B = Book.B! with { AnchorDay = 31 },
            Subscriptions =
            [
                Book.Subscriptions[0] with
                {
                    Before = new SubscriptionBefore(
                        new Claim("sub-1", ClaimKind.Grace, T.AddDays(13), Cancelled: true, T.AddDays(-1)), T.AddDays(9)),
                },
            ],
        },
        Projection = Second.Projection! with
        {
            Event = new KeyRow(new string('2', 64), new string('e', 64), new RawJson("{\"new_status\":\"past_due\"}"), T, T.AddDays(90)),
        },
    };

    public static OrganizationDocument Value { get; } = Third with
    {
        Book = Third.Book with
        {
            Subscriptions =
            [
                .. Third.Book.Subscriptions.Select(known => known with
                {
                    Answers = [.. known.Answers.Select(answer => answer with
                    {
                        Outcome = answer.Outcome with { LevelId = Other, At = T },
                    })],
                }),
            ],
        },
    };
}
