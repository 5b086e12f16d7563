using System.Globalization;
using System.Text;

namespace StatusLevels.Bench.Results;

/// <summary>The one table of a run: printed, and kept as a file.</summary>
/// <param name="Subject">The subject of the run, part of the file's name.</param>
/// <param name="Command">What was typed.</param>
/// <param name="Notes">How it was measured, a sentence each.</param>
/// <param name="Header">The names of the columns.</param>
internal sealed record ResultTable(string Subject, string Command, IReadOnlyList<string> Notes, IReadOnlyList<string> Header)
{
    private readonly List<string[]> rows = [];

    // A table is made before its rows are measured.
    private readonly string loadBefore = Machine.LoadAverage();

    public void Add(params string[] row) => rows.Add(row);

    /// <summary>The same with all of its rows.</summary>
    public Task PublishAsync(IEnumerable<GoalRow> measured, DateTimeOffset at)
    {
        rows.AddRange(measured.Select(row => row.Cells()));
        return PublishAsync(at);
    }

    /// <summary>Prints it, and writes it under bench/results; says where.</summary>
    public async Task PublishAsync(DateTimeOffset at)
    {
        var commit = await Machine.CommitAsync();
        var text = new StringBuilder()
            .AppendLine(CultureInfo.InvariantCulture, $"# {Subject}").AppendLine()
            .AppendLine(CultureInfo.InvariantCulture, $"- when: {at:yyyy-MM-dd HH:mm} UTC, commit {commit}")
            .AppendLine(CultureInfo.InvariantCulture, $"- command: `{Command}`")
            .AppendLine(CultureInfo.InvariantCulture, $"- machine: {Machine.Describe()}")
            .AppendLine(CultureInfo.InvariantCulture, $"- load average before {loadBefore}, after {Machine.LoadAverage()}");
        foreach (var note in Notes)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"- {note}");
        }

        text.AppendLine().AppendLine(Line(Header)).AppendLine(Line(Header.Select(_ => "---")));
        foreach (var row in rows)
        {
            text.AppendLine(Line(row));
        }

        await Console.Out.WriteLineAsync(text.ToString());
        var file = Path.Combine("bench", "results", string.Create(CultureInfo.InvariantCulture, $"{at:yyyy-MM-dd-HHmm}-{Subject}.md"));
        await File.WriteAllTextAsync(file, text.ToString());
        await Console.Out.WriteLineAsync($"Written to {file}");
    }

    private static string Line(IEnumerable<string> cells) => $"| {string.Join(" | ", cells)} |";
}
