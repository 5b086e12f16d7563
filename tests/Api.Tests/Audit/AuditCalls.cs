using System.Text.Json;

namespace StatusLevels.Api.Tests.Audit;

/// <summary>Reads the audit as an admin does.</summary>
internal static class AuditCalls
{
    /// <summary>The rows about a subject, newest first.</summary>
    public static async Task<JsonElement[]> AuditOfAsync(this HttpClient admin, string subjectKind, string subjectId) =>
        [.. (await admin.ReadAsync($"/api/admin/audit?subject_kind={subjectKind}&subject_id={subjectId}&limit=100")).GetProperty("items").EnumerateArray()];

    /// <summary>What was done to a subject, oldest first.</summary>
    public static async Task<string[]> ActionsOnAsync(this HttpClient admin, string subjectKind, string subjectId) =>
        [.. (await admin.AuditOfAsync(subjectKind, subjectId)).Reverse().Select(row => row.Text("action"))];

    public static string? TextOrNull(this JsonElement element, string member) => element.GetProperty(member).GetString();
}
