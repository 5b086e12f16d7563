namespace StatusLevels.Api.Import;

/// <summary>Why an import ended before its last line.</summary>
internal sealed record ImportStop(string Code, string Detail);

/// <summary>Counts outcomes.</summary>
internal sealed class ImportTally
{
    private readonly Dictionary<string, int> counts = new(StringComparer.Ordinal);

    public int Lines => counts.Values.Sum();

    public void Add(string outcome) => counts[outcome] = counts.GetValueOrDefault(outcome) + 1;

    public int Of(ImportOutcome outcome) => counts.GetValueOrDefault(Words.Of(outcome));

    public ImportSummary Summary(ImportStop? stop) => new()
    {
        Lines = Lines,
        Granted = Of(ImportOutcome.Granted),
        AlreadyActive = Of(ImportOutcome.AlreadyActive),
        Unchanged = Of(ImportOutcome.Unchanged),
        Blocked = Of(ImportOutcome.Blocked),
        IgnoredStale = Of(ImportOutcome.IgnoredStale),
        IgnoredForgotten = Of(ImportOutcome.IgnoredForgotten),
        Failed = Of(ImportOutcome.Failed),
        Created = Of(ImportOutcome.Created),
        Updated = Of(ImportOutcome.Updated),
        Complete = stop is null,
        Code = stop?.Code,
        Detail = stop?.Detail,
    };
}
