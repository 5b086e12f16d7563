using StatusLevels.Silo.Sql;
using StatusLevels.Testing;

namespace StatusLevels.Silo.Tests.Expiry;

/// <summary>Rows of the read model as the projection leaves them.</summary>
internal static class NoticeRows
{
    public static Task RaisedAsync(
        this TestDatabase database, int point, DateTimeOffset dueAt, TimeSpan late, string kind = "expiry", int count = 1) =>
        database.AddNoticesAsync(kind, point, dueAt, "raised", dueAt + late, dueAt + late, count);

    public static Task SupersededAsync(this TestDatabase database, int point, DateTimeOffset dueAt, DateTimeOffset settledAt) =>
        database.AddNoticesAsync("expiry", point, dueAt, "superseded", null, settledAt, 1);

    public static Task PendingAsync(this TestDatabase database, int point, DateTimeOffset dueAt) =>
        database.ExecuteAsync(
            """
            insert into organization_status
                (organization_id, epoch, version, current_level, next_due, in_grace, level_c_blocked, last_sequence, outbox_number, recorded_at,
                 planned_notices)
            values (gen_random_uuid(), 1, 1, '0', $2, false, false, 0, 0, '2026-01-01T00:00:00Z',
                    array[('expiry', 'A', $2 + $1 * interval '1 day', $1, 1, null, $2)::planned_notice])
            """,
            point, dueAt);

    /// <summary>Organizations that are due at this instant, or that nothing is due of.</summary>
    public static Task ArmedAsync(this TestDatabase database, DateTimeOffset? due, int count = 1) => database.ExecuteAsync(
        """
        insert into organization_status
            (organization_id, epoch, version, current_level, next_due, in_grace, level_c_blocked, last_sequence, outbox_number, recorded_at)
        select gen_random_uuid(), 1, 1, '0', $1, false, false, 0, 0, '2026-01-01T00:00:00Z' from generate_series(1, $2)
        """,
        due, count);

    public static async Task ExecuteAsync(this TestDatabase database, string sql, params object?[] parameters)
    {
        await using var command = database.DataSource.CreateCommand(sql).With(parameters);
        await command.ExecuteNonQueryAsync();
    }

    public static async Task<T?> ScalarAsync<T>(this TestDatabase database, string sql)
    {
        await using var command = database.DataSource.CreateCommand(sql);
        return await command.ExecuteScalarAsync() is T value ? value : default;
    }

    private static Task AddNoticesAsync(
        this TestDatabase database, string kind, int point, DateTimeOffset dueAt, string outcome, DateTimeOffset? raisedAt,
        DateTimeOffset settledAt, int count) =>
        database.ExecuteAsync(
            """
            insert into settled_notices (organization_id, epoch, kind, level, ends_at, point, schedule, due_at, outcome, raised_at, settled_at)
            select gen_random_uuid(), 1, $1, 'A', $3::timestamptz + $2 * interval '1 day', $2, 1, $3, $4, $5::timestamptz, $6::timestamptz from generate_series(1, $7)
            """,
            kind, point, dueAt, outcome, (object?)raisedAt?.UtcDateTime, settledAt.UtcDateTime, count);
}
