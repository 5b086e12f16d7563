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

    public ImportSummary Summary(ImportStop? stop) => new(
        Lines, Of(ImportOutcome.Granted), Of(ImportOutcome.AlreadyActive), Of(ImportOutcome.Unchanged), Of(ImportOutcome.Blocked),
        Of(ImportOutcome.IgnoredStale), Of(ImportOutcome.IgnoredForgotten), Of(ImportOutcome.Failed), stop is null, stop?.Code, stop?.Detail);
}
