using System.Globalization;
using System.Text;
using StatusLevels.Api.Answers;

namespace StatusLevels.Api.Takeover;

/// <summary>Something to be told of one organization.</summary>
internal sealed record Oddity(
    string Rule, string Organization, StatusLevel? Level = null, string? Row = null, string? Detail = null, string? Theirs = null,
    string? Ours = null);

/// <summary>What a takeover found and did: as a text with counts and examples, and as a CSV with every line.</summary>
internal sealed class TakeoverReport(TextWriter? csv)
{
    private const int Examples = 3;

    private readonly SortedDictionary<string, int> counts = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, (int Count, List<Oddity> First)> oddities = new(StringComparer.Ordinal);
    private readonly Lock turn = new();

    public int Failed => CountOf(OddityRules.Failed);

    public void Begin() => csv?.Write(
        Csv.Begin("organization_id", "level", "rule", "row", "detail", "shown_there", "shown_here", "accept"));

    public int CountOf(string rule) => oddities.TryGetValue(rule, out var known) ? known.Count : 0;

    public void Count(string kind, int number = 1)
    {
        lock (turn)
        {
            counts[kind] = counts.GetValueOrDefault(kind) + number;
        }
    }

    public void Tell(Oddity oddity)
    {
        lock (turn)
        {
            var (count, first) = oddities.GetValueOrDefault(oddity.Rule, (0, []));
            if (count < Examples)
            {
                first.Add(oddity);
            }

            oddities[oddity.Rule] = (count + 1, first);
            csv?.Write(new StringBuilder().AppendCsv(
                oddity.Organization, oddity.Level?.ToString(), oddity.Rule, oddity.Row, oddity.Detail, oddity.Theirs, oddity.Ours, ""));
        }
    }

    public string Text()
    {
        var text = new StringBuilder();
        foreach (var (kind, count) in counts)
        {
            text.Append(CultureInfo.InvariantCulture, $"{count,12:N0}  {kind}\n");
        }

        foreach (var (rule, (count, first)) in oddities)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n{rule}: {count:N0}, {OddityRules.SentenceOf(rule)}\n");
            foreach (var oddity in first)
            {
                text.Append("    ").AppendJoin(' ', Words(oddity)).Append('\n');
            }
        }

        return text.ToString();
    }

    private static IEnumerable<string> Words(Oddity oddity) => new[]
    {
        oddity.Organization, oddity.Level?.ToString(), oddity.Row is null ? null : $"row {oddity.Row}", oddity.Detail,
        oddity.Theirs is null ? null : $"there {oddity.Theirs}", oddity.Ours is null ? null : $"here {oddity.Ours}",
    }.OfType<string>().Select(TextRules.Shown);
}
