using System.Text.RegularExpressions;
using StatusLevels.Testing;

namespace StatusLevels.Deploy.Tests.Packaging;

/// <summary>A row of the table of settings.</summary>
/// <param name="Name">What operators type.</param>
/// <param name="Default">As the table says it.</param>
/// <param name="Range">As the table says it.</param>
internal sealed record Setting(string Name, string Default, string Range);

/// <summary>The table of settings in docs/operations.md: one row a setting, its name first.</summary>
internal static partial class SettingsTable
{
    public static IReadOnlyList<Setting> Read() =>
    [
        .. from line in File.ReadLines(Repository.PathOf("docs/operations.md"))
           let row = Row().Match(line)
           where row.Success
           let cells = line.Trim('|').Split('|', StringSplitOptions.TrimEntries)
           select new Setting(row.Groups["name"].Value, cells[2], cells[3]),
    ];

    [GeneratedRegex(@"^\| `(?<name>[A-Z][A-Za-z0-9_:]+)` \|", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Row();
}
