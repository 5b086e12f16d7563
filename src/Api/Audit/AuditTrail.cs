using Npgsql;
using StatusLevels.Silo.Sql;

namespace StatusLevels.Api.Audit;

/// <summary>A row of the audit of administration.</summary>
/// <param name="Action">What was done, one of <see cref="AuditActions"/>.</param>
/// <param name="SubjectKind">To what, one of <see cref="AuditSubjects"/>.</param>
/// <param name="SubjectId">To which.</param>
/// <param name="Before">JSON of what it was, without secrets; null when it did not exist.</param>
/// <param name="After">JSON of what it is now, without secrets; null when it is gone.</param>
internal sealed record AuditEntry(string Action, string SubjectKind, string SubjectId, string? Before, string? After);

/// <summary>
/// Appends to the audit of administration, within the transaction of the change that it tells of: no change without its row.
/// </summary>
internal static class AuditTrail
{
    private const string Append = """
        insert into statuslevels.admin_audit
            (at, actor_kind, actor_id, action, subject_kind, subject_id, before, after, ip_address, user_agent, trace_id)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
        """;

    public static async Task AppendAsync(
        NpgsqlTransaction transaction, AuditOrigin origin, AuditEntry entry, DateTimeOffset at, CancellationToken cancellationToken)
    {
        await using var command = transaction.Command(Append).With(
            at, Words.Of(origin.Actor.Kind), SqlValue.Text(origin.Actor.Id), entry.Action, entry.SubjectKind, entry.SubjectId,
            SqlValue.Json(entry.Before), SqlValue.Json(entry.After), SqlValue.Text(origin.IpAddress), SqlValue.Text(origin.UserAgent),
            SqlValue.Text(origin.TraceId));
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
