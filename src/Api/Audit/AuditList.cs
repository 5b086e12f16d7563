using System.Text.Json;
using Npgsql;
using StatusLevels.Silo.Sql;

namespace StatusLevels.Api.Audit;

/// <summary>Which rows of the audit are asked for; what is null does not narrow.</summary>
internal sealed record AuditQuery
{
    public required string? SubjectKind { get; init; }

    public required string? SubjectId { get; init; }

    public required string? ActorId { get; init; }

    public required string? Action { get; init; }

    /// <summary>Those at or after this instant.</summary>
    public required DateTimeOffset? From { get; init; }

    /// <summary>Those before this instant.</summary>
    public required DateTimeOffset? To { get; init; }

    /// <summary>Those before this number: where the page before ended.</summary>
    public required long? Before { get; init; }
}

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
        await using var command = database.CreateCommand(Page).With(
            SqlValue.Text(query.SubjectKind), SqlValue.Text(query.SubjectId), SqlValue.Text(query.ActorId), SqlValue.Text(query.Action),
            SqlValue.Instant(query.From), SqlValue.Instant(query.To), SqlValue.Bigint(query.Before), take);
        return await command.ReadAllAsync(Read, cancellationToken);
    }

    private static AuditReply Read(NpgsqlDataReader row) => new()
    {
        Id = row.GetInt64(0),
        At = row.Instant(1),
        ActorKind = row.GetString(2),
        ActorId = row.TextOrNull(3),
        Action = row.GetString(4),
        SubjectKind = row.GetString(5),
        SubjectId = row.GetString(6),
        Before = Json(row, 7),
        After = Json(row, 8),
        IpAddress = row.TextOrNull(9),
        UserAgent = row.TextOrNull(10),
        TraceId = row.TextOrNull(11),
    };

    private static JsonElement? Json(NpgsqlDataReader row, int column) =>
        row.TextOrNull(column) is { } json ? JsonElement.Parse(json) : null;
}
