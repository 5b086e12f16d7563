using System.Collections.Immutable;
using StatusLevels.Grains.Domain;

namespace StatusLevels.Grains.Contracts;

/// <summary>Which page of an organization's history.</summary>
/// <param name="Skip">How many entries to pass over, newest first; 0 or more.</param>
/// <param name="Take">How many to return, 1..100.</param>
/// <param name="Level">Only entries of this level.</param>
/// <param name="Action">Only entries of this action.</param>
/// <param name="UpTo">Only entries up to this sequence number, so that pages do not drift while entries are added; null means the newest.</param>
[GenerateSerializer, Immutable, Alias("StatusLevels.HistoryQuery")]
public sealed record HistoryQuery(
    [property: Id(0)] long Skip,
    [property: Id(1)] int Take,
    [property: Id(2)] StatusLevel? Level = null,
    [property: Id(3)] HistoryAction? Action = null,
    [property: Id(4)] long? UpTo = null);

/// <summary>A page of an organization's history.</summary>
/// <param name="Items">The entries, newest first.</param>
/// <param name="Total">How many entries match, exactly.</param>
/// <param name="UpTo">The sequence number up to which they were counted.</param>
[GenerateSerializer, Immutable, Alias("StatusLevels.HistoryPage")]
public sealed record HistoryPage(
    [property: Id(0)] ImmutableArray<HistoryItem> Items,
    [property: Id(1)] long Total,
    [property: Id(2)] long UpTo);

/// <summary>An entry of the history as it is stored.</summary>
/// <param name="Reason">The rules' own code, or a person's words.</param>
/// <param name="MetadataJson">The facts behind it, a JSON object.</param>
/// <param name="Notes">Free text of a platform admin, for platform admins only.</param>
[GenerateSerializer, Immutable, Alias("StatusLevels.HistoryItem")]
public sealed record HistoryItem(
    [property: Id(0)] Guid Id,
    [property: Id(1)] long Sequence,
    [property: Id(2)] StatusLevel Level,
    [property: Id(3)] HistoryAction Action,
    [property: Id(4)] string? Reason,
    [property: Id(5)] Actor Actor,
    [property: Id(6)] DateTimeOffset EffectiveAt,
    [property: Id(7)] DateTimeOffset RecordedAt,
    [property: Id(8)] ImmutableArray<StatusLevel> LevelsAfter,
    [property: Id(9)] string MetadataJson,
    [property: Id(10)] string Hash,
    [property: Id(11)] string? Notes);

/// <summary>What an organization held at an instant that is past, from its history.</summary>
/// <param name="At">The instant.</param>
/// <param name="Levels">What was held, lowest first. Notes and subscriptions are left out: the history does not tell which claim held A.</param>
/// <param name="Sequence">The number of the last entry that counted then; 0 before the first.</param>
/// <param name="Version">The version of the organization from which this was read.</param>
/// <param name="ForgottenAt">When the organization was last forgotten. Nothing is known from before: then there are no levels.</param>
[GenerateSerializer, Immutable, Alias("StatusLevels.PastStatus")]
public sealed record PastStatus(
    [property: Id(0)] DateTimeOffset At,
    [property: Id(1)] ImmutableArray<LevelSnapshot> Levels,
    [property: Id(2)] long Sequence,
    [property: Id(3)] long Version,
    [property: Id(4)] DateTimeOffset? ForgottenAt)
{
    /// <summary>The highest level that counted; null when none did.</summary>
    public StatusLevel? CurrentLevel => Levels.LastOrDefault(level => level.Counts)?.Level;
}

/// <summary>Whether a history is what was written.</summary>
/// <param name="Valid">The chain is whole, ends where the organization says, and every entry says what was hashed.</param>
/// <param name="Entries">How many entries there are.</param>
/// <param name="HeadHash">The hash of the newest; null when there is none.</param>
/// <param name="FirstBroken">The first number at which something is wrong; null when nothing is.</param>
public sealed record HistoryVerdict(bool Valid, long Entries, string? HeadHash, long? FirstBroken);

/// <summary>The stored history of organizations: a port over the table that the projection fills.</summary>
public interface IStatusHistory
{
    /// <summary>Reads a page. Throws what the database driver throws when the database is away.</summary>
    Task<HistoryPage> ReadPage(OrganizationId organization, int epoch, long upTo, HistoryQuery query, CancellationToken cancellationToken);

    /// <summary>Reads, in order, the entries that count since this instant or before. Throws what the database driver throws when the database is away.</summary>
    IAsyncEnumerable<PastEntry> ReadUntil(OrganizationId organization, int epoch, DateTimeOffset at, CancellationToken cancellationToken);

    /// <summary>Recomputes the hash chain. Throws what the database driver throws when the database is away.</summary>
    Task<HistoryVerdict> Verify(OrganizationId organization, CancellationToken cancellationToken);
}
