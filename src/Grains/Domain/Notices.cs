namespace StatusLevels.Grains.Domain;

/// <summary>What a notice warns of.</summary>
public enum NoticeKind
{
    /// <summary>A level runs out: the point is the number of days before its end.</summary>
    Expiry,

    /// <summary>A subscription is unpaid: the point is the number of days since its grace began.</summary>
    Grace,
}

/// <summary>How a notice ended.</summary>
public enum NoticeOutcome
{
    /// <summary>Its time has not come.</summary>
    Pending,

    /// <summary>Told, once.</summary>
    Raised,

    /// <summary>Overdue together with a later point or the end itself, which says more.</summary>
    Superseded,

    /// <summary>What it warned of was averted.</summary>
    Cancelled,
}

/// <summary>One point at which somebody is told that something ends. Its fields but the due instant are its key.</summary>
public sealed record Notice
{
    /// <summary>What it warns of.</summary>
    public required NoticeKind Kind { get; init; }

    /// <summary>The level concerned.</summary>
    public required StatusLevel Level { get; init; }

    /// <summary>The exclusive end that it warns of.</summary>
    public required DateTimeOffset EndsAt { get; init; }

    /// <summary>Days before the end, or days into the grace.</summary>
    public required int Point { get; init; }

    /// <summary>When it is to be raised.</summary>
    public required DateTimeOffset DueAt { get; init; }

    /// <summary>The sequence number of the history entry that set the end.</summary>
    public required long Schedule { get; init; }

    /// <summary>The unpaid subscription; null for an expiry.</summary>
    public string? SubscriptionId { get; init; }

    /// <summary>Whether both tell the same people the same thing, whoever set the date and however often.</summary>
    public bool TellsTheSameAs(Notice other) =>
        (Kind, Level, EndsAt, Point, SubscriptionId) == (other.Kind, other.Level, other.EndsAt, other.Point, other.SubscriptionId);
}

/// <summary>What kind of thing will happen.</summary>
public enum DueKind
{
    /// <summary>A notice before the end of a level.</summary>
    Notice,

    /// <summary>A level reaches its end.</summary>
    Expiry,

    /// <summary>A suspended B can no longer be restored.</summary>
    SuspensionEnd,

    /// <summary>A notice during a payment grace.</summary>
    GraceNotice,

    /// <summary>A payment grace ends.</summary>
    GraceEnd,

    /// <summary>Unmet criteria end C.</summary>
    AtRiskEnd,
}

/// <summary>Something that will happen unless something else happens first.</summary>
/// <param name="At">When.</param>
/// <param name="Kind">What.</param>
/// <param name="Level">To which level.</param>
/// <param name="DaysBefore">For a notice: its point.</param>
[GenerateSerializer, Immutable, Alias("StatusLevels.DueItem")]
public sealed record DueItem(
    [property: Id(0)] DateTimeOffset At,
    [property: Id(1)] DueKind Kind,
    [property: Id(2)] StatusLevel Level,
    [property: Id(3)] int? DaysBefore = null);
