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
/// <param name="Kind">What it warns of.</param>
/// <param name="Level">The level concerned.</param>
/// <param name="EndsAt">The exclusive end that it warns of.</param>
/// <param name="Point">Days before the end, or days into the grace.</param>
/// <param name="DueAt">When it is to be raised.</param>
/// <param name="Schedule">The sequence number of the history entry that set the end.</param>
/// <param name="SubscriptionId">The unpaid subscription; null for an expiry.</param>
public sealed record Notice(
    NoticeKind Kind, StatusLevel Level, DateTimeOffset EndsAt, int Point, DateTimeOffset DueAt, long Schedule, string? SubscriptionId = null)
{
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
