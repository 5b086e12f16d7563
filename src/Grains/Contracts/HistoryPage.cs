using System.Collections.Immutable;
using StatusLevels.Grains.Domain;

namespace StatusLevels.Grains.Contracts;

/// <summary>Which page of an organization's history.</summary>
/// <param name="Skip">How many entries to pass over, newest first; 0 or more.</param>
/// <param name="Take">How many to return, 1..100.</param>
/// <param name="Level">Only entries of this level.</param>
/// <param name="Action">Only entries of this action.</param>
/// <param name="UpTo">
/// Only entries up to this sequence number, so that pages do not drift while entries are added; null means the newest.
/// </param>
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
[GenerateSerializer, Immutable, Alias("StatusLevels.HistoryItem")]
public sealed record HistoryItem
{
    [Id(0)]
    public required Guid Id { get; init; }

    [Id(1)]
    public required long Sequence { get; init; }

    [Id(2)]
    public required StatusLevel Level { get; init; }

    [Id(3)]
    public required HistoryAction Action { get; init; }

    /// <summary>The rules' own code, or a person's words.</summary>
    [Id(4)]
    public required string? Reason { get; init; }

    [Id(5)]
    public required Actor Actor { get; init; }

    /// <summary>Since when it counts.</summary>
    [Id(6)]
    public required DateTimeOffset EffectiveAt { get; init; }

    [Id(7)]
    public required DateTimeOffset RecordedAt { get; init; }

    /// <summary>The levels that count after it.</summary>
    [Id(8)]
    public required ImmutableArray<StatusLevel> LevelsAfter { get; init; }

    /// <summary>The facts behind it, a JSON object.</summary>
    [Id(9)]
    public required string MetadataJson { get; init; }

    [Id(10)]
    public required string Hash { get; init; }

    /// <summary>Free text of a platform admin, for platform admins only.</summary>
    [Id(11)]
    public required string? Notes { get; init; }

    /// <summary>Taken over from another product.</summary>
    [Id(12)]
    public bool IsImported { get; init; }
}
