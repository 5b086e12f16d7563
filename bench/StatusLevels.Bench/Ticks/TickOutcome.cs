using Npgsql;
using StatusLevels.Silo.Sql;

namespace StatusLevels.Bench.Ticks;

/// <summary>What came of organizations that were due, read back from the notices and the outbox.</summary>
internal sealed record TickOutcome
{
    private const string Pending =
        "select count(*) from expiry_notices where outcome = 'pending' and point = 60 and due_at >= $1 and due_at <= $2";

    private const string Read = """
        with due as (
            select organization_id, level, ends_at, min(due_at) as due_at, count(*) filter (where outcome = 'raised') as raised
            from expiry_notices
            where point = 60 and due_at >= $1 and due_at <= $2
            group by organization_id, level, ends_at),
        told as (
            select organization_id, count(*) as events, min(created_at) as at
            from outbox
            where type = 'status.expiry.notice' and (data ->> 'point')::int = 60
            group by organization_id),
        both_sides as (
            select due.raised, coalesce(told.events, 0) as events, told.at, extract(epoch from told.at - due.due_at)::float8 * 1000 as late
            from due left join told using (organization_id))
        select count(*), count(*) filter (where raised > 0 and events > 0),
               coalesce(sum(greatest(raised - 1, 0) + greatest(events - 1, 0)), 0)::bigint,
               percentile_cont(0.5) within group (order by late), percentile_cont(0.99) within group (order by late), max(late), max(at)
        from both_sides
        """;

    /// <summary>Organizations with a 60-day point in the interval.</summary>
    public required long Due { get; init; }

    /// <summary>Of the organizations that were made: those without a raised notice, or without its event in the outbox.</summary>
    public required long Missed { get; init; }

    /// <summary>Notices and events beyond the first, for one organization, level, end and point.</summary>
    public required long Twice { get; init; }

    /// <summary>From the due instant to the transaction that put the event in the outbox, ms.</summary>
    public required double Median { get; init; }

    /// <summary>The same, p99, ms.</summary>
    public required double NinetyNinth { get; init; }

    /// <summary>The same, the latest, ms.</summary>
    public required double Latest { get; init; }

    /// <summary>When the last event was put in the outbox.</summary>
    public required DateTimeOffset Last { get; init; }

    /// <summary>How many are still to come.</summary>
    public static async Task<long> PendingAsync(
        NpgsqlDataSource database, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        await using var command = Command(database, Pending, from, to);
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    public static async Task<TickOutcome> ReadAsync(
        NpgsqlDataSource database, DateTimeOffset from, DateTimeOffset to, int made, CancellationToken cancellationToken)
    {
        await using var command = Command(database, Read, from, to);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return new TickOutcome
        {
            Due = reader.GetInt64(0),
            Missed = made - reader.GetInt64(1),
            Twice = reader.GetInt64(2),
            Median = reader.GetDouble(3),
            NinetyNinth = reader.GetDouble(4),
            Latest = reader.GetDouble(5),
            Last = await reader.GetFieldValueAsync<DateTimeOffset>(6, cancellationToken),
        };
    }

    private static NpgsqlCommand Command(NpgsqlDataSource database, string sql, DateTimeOffset from, DateTimeOffset to)
    {
        var command = database.CreateCommand(sql);
        command.CommandTimeout = 0;
        command.With(from, to);
        return command;
    }
}
