using System.Text.Json;
using StatusLevels.Api.Audit;

namespace StatusLevels.Api.Pages.Admin.Audit;

/// <summary>A member that is another one after a change.</summary>
/// <param name="Name">Which.</param>
/// <param name="Before">What it was; null: it was not there.</param>
/// <param name="After">What it became; null: it is no longer there.</param>
internal sealed record AuditChange(string Name, string? Before, string? After);

/// <summary>What differs between before and after.</summary>
internal static class AuditChanges
{
    public static IReadOnlyList<AuditChange> Of(AuditReply row)
    {
        var (before, after) = (Members(row.Before), Members(row.After));
        return
        [
            .. from name in before.Keys.Union(after.Keys, StringComparer.Ordinal)
               let was = before.GetValueOrDefault(name)
               let became = after.GetValueOrDefault(name)
               where was != became
               select new AuditChange(name, was, became),
        ];
    }

    private static Dictionary<string, string?> Members(JsonElement? value) => value is { ValueKind: JsonValueKind.Object } known
        ? known.EnumerateObject().ToDictionary(member => member.Name, member => Text(member.Value), StringComparer.Ordinal)
        : [];

    private static string? Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.String => value.GetString(),
        _ => value.GetRawText(),
    };
}
