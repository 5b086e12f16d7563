using System.Collections.Immutable;
using StatusLevels.Grains.Domain;

namespace StatusLevels.Grains.Contracts;

/// <summary>What an organization held at an instant that is past, from its history.</summary>
/// <param name="At">The instant.</param>
/// <param name="Levels">
/// What was held, lowest first. Notes and subscriptions are left out: the history does not tell which claim held A.
/// </param>
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

    /// <summary>
    /// What was held at an instant that is past. It says the same whether it was folded from the history or taken from memory.
    /// </summary>
    internal static PastStatus Of(StatusBook book, DateTimeOffset at, long version, DateTimeOffset? forgottenAt) => new(
        at, [.. LevelSnapshot.AllOf(book, at).Select(level => level with { Notes = null, SubscriptionId = null, OnJudgement = false })],
        book.Sequence, version, forgottenAt);
}
