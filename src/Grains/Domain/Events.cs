using System.Collections.Immutable;

namespace StatusLevels.Grains.Domain;

/// <summary>
/// What happened. <see cref="StatusBook.Apply(StatusEvent)"/> folds these into the state and never refuses one. A closed set.
/// Those that change a holding carry the history entry that accounts for them.
/// </summary>
public abstract record StatusEvent
{
    private StatusEvent() { }

    /// <summary>When it was written down; never before the last one.</summary>
    public DateTimeOffset RecordedAt { get; init; }

    /// <summary>The history entry, for a change of a holding.</summary>
    public HistoryEntry? Entry { get; init; }

    /// <summary>It was taken over from another product: whoever was to hear of it heard of it there.</summary>
    public bool IsImported { get; init; }

    /// <summary>The CloudEvents type under which those outside hear of it; null when it concerns nobody outside.</summary>
    public string? OutboxType => IsImported ? null : Type;

    /// <summary>The type of what is news.</summary>
    protected virtual string? Type => Entry?.Action switch
    {
        null => null,
        HistoryAction.Granted or HistoryAction.AutoGranted => "status.level.granted",
        HistoryAction.GraceStarted => "status.grace.started",
        HistoryAction.GraceCleared => "status.grace.cleared",
        HistoryAction.AtRisk => "status.level_c.at_risk",
        HistoryAction.Recovered => "status.level_c.recovered",
        { } action => $"status.level.{Words.Of(action)}",
    };

    /// <summary>Whether only systems hear of it, and people do not.</summary>
    public virtual bool IsQuiet => false;

    /// <summary>A level was given. For A: by this claim.</summary>
    public sealed record LevelGranted : StatusEvent
    {
        public required StatusLevel Level { get; init; }

        /// <summary>Names the holding.</summary>
        public required Guid Id { get; init; }

        public required Actor By { get; init; }

        /// <summary>No person decided it.</summary>
        public required bool Automatic { get; init; }

        /// <summary>Free text for platform admins.</summary>
        public string? Notes { get; init; }

        public string? SubscriptionId { get; init; }

        /// <summary>For A: the reason why it is held.</summary>
        public Claim? Claim { get; init; }

        public DateTimeOffset? ValidUntil { get; init; }

        /// <summary>For B: the day of the month that its date is set for.</summary>
        public int? AnchorDay { get; init; }

        /// <summary>For B: until when it can come back once it is suspended.</summary>
        public DateTimeOffset? RestorableUntil { get; init; }

        /// <summary>For C: a person granted it while its criteria were not met.</summary>
        public bool OnJudgement { get; init; }

        /// <summary>When it was given, if that was before it was written down.</summary>
        public DateTimeOffset? Since { get; init; }
    }

    /// <summary>The end of B moved; with <paramref name="VerifiedAt"/> because it was verified again.</summary>
    public sealed record VerificationRenewed(
        DateTimeOffset ValidUntil, int? AnchorDay, DateTimeOffset RestorableUntil, DateTimeOffset? VerifiedAt) : StatusEvent;

    /// <summary>B reached its end, or C stands on a B that did.</summary>
    public sealed record LevelSuspended(StatusLevel Level, DateTimeOffset At) : StatusEvent;

    /// <summary>A suspended level counts again.</summary>
    public sealed record LevelRestored(StatusLevel Level) : StatusEvent;

    /// <summary>A level is gone: revoked, expired or degraded, as its entry says.</summary>
    /// <param name="Level">Which one.</param>
    /// <param name="ByPerson">A person revoked it: automatic granting is blocked until a person grants it again.</param>
    /// <param name="Quiet">People are not told.</param>
    public sealed record LevelEnded(StatusLevel Level, bool ByPerson = false, bool Quiet = false) : StatusEvent
    {
        public override bool IsQuiet => Quiet;
    }

    /// <summary>A claim on A came or changed. It has an entry when anything that A shows changed with it.</summary>
    public sealed record ClaimPlaced(Claim Claim) : StatusEvent;

    /// <summary>A claim on A ended while another one holds it.</summary>
    public sealed record ClaimEnded(string? SubscriptionId) : StatusEvent;

    /// <summary>The criteria of C are unmet; the clock runs.</summary>
    /// <param name="Until">When it ends C.</param>
    /// <param name="Notify">Whether people are told: not twice within a few days.</param>
    public sealed record LevelAtRisk(DateTimeOffset Until, bool Notify) : StatusEvent
    {
        public override bool IsQuiet => !Notify;
    }

    /// <summary>The criteria of C are met again.</summary>
    public sealed record LevelRecovered : StatusEvent;

    /// <summary>An end was set: these points lie on the way to it.</summary>
    public sealed record NoticesPlanned(ImmutableArray<Notice> Notices) : StatusEvent;

    /// <summary>Its time came.</summary>
    public sealed record NoticeRaised(Notice Notice) : StatusEvent
    {
        protected override string Type => Notice.Kind == NoticeKind.Expiry ? "status.expiry.notice" : "status.grace.notice";
    }

    /// <summary>A later point or the end itself was due with it.</summary>
    public sealed record NoticeSuperseded(Notice Notice) : StatusEvent;

    /// <summary>What it warned of was averted.</summary>
    public sealed record NoticeCancelled(Notice Notice) : StatusEvent;

    /// <summary>What is known of a subscription changed.</summary>
    public sealed record SubscriptionChanged(Subscription Subscription) : StatusEvent;

    /// <summary>The organization asks for a level.</summary>
    public sealed record UpgradeRequested(UpgradeRequest Request) : StatusEvent
    {
        protected override string Type => "status.upgrade.requested";
    }

    /// <summary>A request was answered or taken back.</summary>
    public sealed record UpgradeClosed(ClosedUpgradeRequest Closed) : StatusEvent
    {
        protected override string Type => Closed.Status switch
        {
            UpgradeRequestStatus.Approved => "status.upgrade.approved",
            UpgradeRequestStatus.Rejected => "status.upgrade.rejected",
            _ => "status.upgrade.cancelled",
        };
    }

    /// <summary>Metrics were received.</summary>
    public sealed record ReputationReported(ReputationMetrics Metrics, CriteriaSnapshot Criteria) : StatusEvent;

    /// <summary>The organization was erased; the next epoch starts empty, and with this event.</summary>
    public sealed record OrganizationForgotten : StatusEvent
    {
        protected override string Type => "status.organization.forgotten";
    }

    /// <summary>A person granted a level to a forgotten organization: it starts anew.</summary>
    public sealed record EpochBegan : StatusEvent;
}
