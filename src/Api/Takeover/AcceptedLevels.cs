using System.Text;
using StatusLevels.Silo;

namespace StatusLevels.Api.Takeover;

/// <summary>The levels that a person let in: the report of a dry run, with <c>yes</c> in its column <c>accept</c>.</summary>
internal sealed class AcceptedLevels
{
    private readonly HashSet<(OrganizationId, StatusLevel)> accepted = [];
    private readonly HashSet<(OrganizationId, StatusLevel)> refused = [];
    private readonly HashSet<(OrganizationId, string)> settled = [];

    public static AcceptedLevels None { get; } = new();

    /// <summary>Every level of every organization.</summary>
    public static AcceptedLevels All { get; } = new() { HasAll = true };

    private bool HasAll { get; init; }

    public bool Contains(OrganizationId organization, StatusLevel level) => HasAll || accepted.Contains((organization, level));

    /// <summary>Whether a person said no to it.</summary>
    public bool Refuses(OrganizationId organization, StatusLevel level) => refused.Contains((organization, level));

    /// <summary>Whether a person has seen what changed on both sides, these rows of that organization, and lets ours stand.</summary>
    public bool LetsOursStand(OrganizationId organization, string rows) => settled.Contains((organization, rows));

    public IEnumerable<StatusLevel> Of(OrganizationId organization) =>
        Enum.GetValues<StatusLevel>().Where(level => Contains(organization, level));

    /// <exception cref="StartupException">The file cannot be read, or is no such report.</exception>
    public static AcceptedLevels Read(string file)
    {
        string text;
        try
        {
            text = File.ReadAllText(file);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StartupException($"The file {file} cannot be read: {exception.Message}", exception);
        }

        var records = Records(file, text).GetEnumerator();
        var columns = records.MoveNext() ? records.Current : [];
        var (organization, level, row, accept) =
            (columns.IndexOf("organization_id"), columns.IndexOf("level"), columns.IndexOf("row"), columns.IndexOf("accept"));
        if (organization < 0 || level < 0 || row < 0 || accept < 0)
        {
            throw new StartupException($"The file {file} is no report of a dry run: its first line must name the columns organization_id, level, row and accept.");
        }

        var read = new AcceptedLevels();
        for (var line = 2; records.MoveNext(); line++)
        {
            var record = records.Current;
            if (record.Count <= Math.Max(Math.Max(organization, row), Math.Max(level, accept))
                || record[accept].Trim() is not { Length: > 0 } answer)
            {
                continue;
            }

            // What is neither yes nor no is a slip, and a level hangs on it.
            read.Add(
                file, line, record[organization], record[level], record[row],
                answer.Equals("yes", StringComparison.OrdinalIgnoreCase) || (answer.Equals("no", StringComparison.OrdinalIgnoreCase)
                    ? false
                    : throw new StartupException($"Line {line} of {file}: accept must be yes, no or empty, but is \"{answer}\".")));
        }

        return read;
    }

    private void Add(string file, int line, string organization, string level, string row, bool yes)
    {
        var isOfLevel = Words.TryParse<StatusLevel>(level.Trim(), out var parsed);
        if (!OrganizationId.TryParse(organization.Trim(), null, out var id) || !(isOfLevel || level.Trim().Length == 0))
        {
            throw new StartupException($"Line {line} of {file}: \"{organization}\" and \"{level}\" must be the id of an organization and a level, or none.");
        }

        if (isOfLevel)
        {
            (yes ? accepted : refused).Add((id, parsed));
        }
        else if (yes)
        {
            settled.Add((id, row.Trim()));
        }
    }

    // Saved by a spreadsheet it may have lost its quotes and got semicolons.
    private static IEnumerable<List<string>> Records(string file, string text)
    {
        var separator = text.AsSpan(0, Math.Max(0, text.IndexOf('\n', StringComparison.Ordinal))).Contains(';') ? ';' : ',';
        var (record, field, quoted, opened) = (new List<string>(), new StringBuilder(), false, 0);
        for (var index = text.StartsWith('\uFEFF') ? 1 : 0; index < text.Length; index++)
        {
            var character = text[index];
            if (quoted)
            {
                quoted = character != '"' || (index + 1 < text.Length && text[index + 1] == '"');
                if (quoted)
                {
                    field.Append(character);
                    index += character == '"' ? 1 : 0;
                }
            }
            else if (character == '"')
            {
                (quoted, opened) = (true, index);
            }
            else if (character == separator || character == '\n')
            {
                record.Add(field.ToString());
                field.Clear();
                if (character == '\n')
                {
                    yield return record;
                    record = [];
                }
            }
            else if (character != '\r')
            {
                field.Append(character);
            }
        }

        if (quoted)
        {
            // It would have swallowed whatever was accepted after it.
            throw new StartupException($"Line {1 + text.AsSpan(0, opened).Count('\n')} of {file}: a quote has no end.");
        }

        if (field.Length > 0 || record.Count > 0)
        {
            record.Add(field.ToString());
            yield return record;
        }
    }
}
