namespace StatusLevels.Api.Takeover;

/// <summary>What was brought over before.</summary>
/// <param name="Rows">Rows of the history that are entries here, by what they are called there.</param>
/// <param name="Last">Of each level, the instant of the last one.</param>
/// <param name="Held">Levels that it gave and that are held here now.</param>
/// <param name="ClosedRequests">Requests that are answered here.</param>
internal sealed record KnownFacts(
    IReadOnlySet<string> Rows, IReadOnlyDictionary<StatusLevel, DateTimeOffset> Last, IReadOnlySet<StatusLevel> Held,
    IReadOnlySet<Guid> ClosedRequests)
{
    /// <summary>What is new of it: rows that come after those which are entries already, and requests that are open here.</summary>
    public StatusCommand.Import NewOf(StatusCommand.Import import) => import with
    {
        Facts =
        [
            .. import.Facts.Where(
                fact => !Rows.Contains(fact.SourceId ?? "") && !(Last.TryGetValue(fact.Level, out var last) && fact.At < last)),
        ],
        // What was there, and of which no row is left, has ended.
        Holdings =
        [
            .. import.Holdings,
            .. Held.Where(level => import.Holdings.All(holding => holding.Level != level))
                .Select(level => new ImportedHolding(level, Last[level], Actor.System, EndedAt: Last[level])),
        ],
        Requests = [.. import.Requests.Where(imported => !ClosedRequests.Contains(imported.Request.Id))],
    };
}
