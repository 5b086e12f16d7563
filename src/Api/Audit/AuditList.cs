using System.Text.Json;
using Npgsql;
using NpgsqlTypes;

namespace StatusLevels.Api.Audit;

/// <summary>Which rows of the audit are asked for; what is null does not narrow.</summary>
/// <param name="From">Those at or after this instant.</param>
/// <param name="To">Those before this instant.</param>
/// <param name="Before">Those before this number: where the page before ended.</param>
internal sealed record AuditQuery(
    string? SubjectKind, string? SubjectId, string? ActorId, string? Action, DateTimeOffset? From, DateTimeOffset? To, long? Before);

/// <summary>Reads the audit of administration.</summary>
internal sealed class AuditList(NpgsqlDataSource database)
{
    private const string Page = """
        select id, at, actor_kind, actor_id, action, subject_kind, subject_id, before, after, ip_address, user_agent, trace_id
        from statuslevels.admin_audit
        where ($1 is null or subject_kind = $1)
            and ($2 is null or subject_id = $2)
            and ($3 is null or actor_id = $3)
            and ($4 is null or action = $4)
            and ($5 is null or at >= $5)
            and ($6 is null or at < $6)
            and ($7 is null or id < $7)
        order by id desc
        limit $8
        """;

    /// <summary>The rows that match, newest first.</summary>
    public async Task<IReadOnlyList<AuditReply>> ReadAsync(AuditQuery query, int take, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Page);
        command.Parameters.Add(Parameter(query.SubjectKind, NpgsqlDbType.Text));
        command.Parameters.Add(Parameter(query.SubjectId, NpgsqlDbType.Text));
        command.Parameters.Add(Parameter(query.ActorId, NpgsqlDbType.Text));
        command.Parameters.Add(Parameter(query.Action, NpgsqlDbType.Text));
        command.Parameters.Add(Parameter(query.From, NpgsqlDbType.TimestampTz));
        command.Parameters.Add(Parameter(query.To, NpgsqlDbType.TimestampTz));
        command.Parameters.Add(Parameter(query.Before, NpgsqlDbType.Bigint));
        command.Parameters.Add(new() { Value = take });
        var rows = new List<AuditReply>();
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
        {
            rows.Add(new(
                row.GetInt64(0), row.GetFieldValue<DateTimeOffset>(1), row.GetString(2), Text(row, 3), row.GetString(4), row.GetString(5), row.GetString(6),
                Json(row, 7), Json(row, 8), Text(row, 9), Text(row, 10), Text(row, 11)));
        }

        return rows;
    }

    private static NpgsqlParameter Parameter(object? value, NpgsqlDbType type) => new() { Value = value ?? DBNull.Value, NpgsqlDbType = type };

    private static string? Text(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    private static JsonElement? Json(NpgsqlDataReader row, int column) =>
        row.IsDBNull(column) ? null : JsonElement.Parse(row.GetString(column));
}
