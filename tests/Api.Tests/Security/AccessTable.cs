using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace StatusLevels.Api.Tests.Security;

/// <summary>The table of routes in <c>docs/access.md</c>: a row is a route, and whom it lets in.</summary>
internal static partial class AccessTable
{
    /// <summary>The words that say whom.</summary>
    public static readonly string[] Words =
    [
        "everybody", "anybody", "anyone", "session", "session elsewhere", "member", "organization admin",
        "signed-in member", "signed-in organization admin", "platform admin", "platform viewer", "signed webhook",
        "subscriptions:write", "reputation:write", "status:write", "organizations:write", "events:read", "mail:write",
    ];

    public static IReadOnlyDictionary<string, string[]> Read()
    {
        var rows = new Dictionary<string, string[]>(StringComparer.Ordinal);
        foreach (Match row in Row().Matches(File.ReadAllText(Path.Combine(Folder(), "../../../docs/access.md"))))
        {
            rows.Add(row.Groups["route"].Value, row.Groups["who"].Value.Split(',', StringSplitOptions.TrimEntries));
        }

        return rows;
    }

    [GeneratedRegex(
        @"^\| `(?<route>[A-Z]+ /[^`]*)` \|(?<who>[^|]+)\|", RegexOptions.Multiline | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Row();

    private static string Folder([CallerFilePath] string thisFile = "") => Path.GetDirectoryName(thisFile)!;
}
