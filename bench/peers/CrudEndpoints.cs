using Npgsql;
using NpgsqlTypes;

namespace StatusLevels.Bench.Peers;

/// <summary>
/// The same service as a good engineer would write it without actors: a read is a SELECT of the read model, a change one batch, and so one
/// round trip and one transaction, that writes status, level, history and outbox. It
/// decides nothing, has no hash chain, no notices and no reminder.
/// </summary>
internal static class CrudEndpoints
{
    private const string Select = """
        select s.current_level, s.version, l.id, l.level, l.state, l.granted_at, l.valid_from, l.valid_until,
               l.last_verified_at, l.grace_ends_at
        from statuslevels.organization_status as s
        left join statuslevels.organization_status_levels as l
          on l.organization_id = s.organization_id and statuslevels.level_counts(l.state, l.counts_until)
        where s.organization_id = $1
        order by l.level
        """;

    private const string UpsertStatus = """
        insert into statuslevels.organization_status as stored
            (organization_id, epoch, version, current_level, counts_until, next_due, in_grace, level_c_blocked,
             last_sequence, head_hash, outbox_number, recorded_at)
        values ($1, 1, 1, 'B', $2, $2, false, false, 1, 'none', 1, $3)
        on conflict (organization_id) do update
        set version = stored.version + 1, last_sequence = stored.last_sequence + 1, outbox_number = stored.outbox_number + 1,
            counts_until = excluded.counts_until, next_due = excluded.next_due, recorded_at = excluded.recorded_at
        """;

    private const string UpsertLevel = """
        insert into statuslevels.organization_status_levels
            (organization_id, level, id, state, granted_at, granted_by_kind, granted_by, valid_from,
             valid_until, counts_until, on_judgement)
        values ($1, 'B', $4, 'active', $3, 'service', 'bench', $3, $2, $2, false)
        on conflict (organization_id, level) do update
        set valid_until = excluded.valid_until, counts_until = excluded.counts_until, last_verified_at = excluded.granted_at
        """;

    private const string InsertEntry = """
        insert into statuslevels.organization_status_history
            (organization_id, epoch, sequence, id, level, action, actor_kind, actor_id, effective_at,
             recorded_at, levels_after, metadata, canonical, previous_hash, hash)
        select organization_id, epoch, last_sequence, $2, 'B', 'granted', 'service', 'bench', $3, $3, '{B}', '{}', '', '', ''
        from statuslevels.organization_status where organization_id = $1
        """;

    private const string InsertEvent = """
        insert into statuslevels.outbox (organization_id, epoch, number, id, type, time, data)
        select organization_id, epoch, outbox_number, $2, 'status.granted', $3, '{"level":"B"}'
        from statuslevels.organization_status where organization_id = $1
        """;

    public static void MapCrud(this WebApplication app, NpgsqlDataSource database)
    {
        app.MapGet(
            "/api/organizations/{organization_id:guid}/status",
            (Guid organization_id, CancellationToken stopping) => ReadAsync(database, organization_id, stopping));
        app.MapPost(
            "/api/admin/organizations/{organization_id:guid}/status-levels",
            (Guid organization_id, GrantBody body, CancellationToken stopping) => ChangeAsync(database, organization_id, body, stopping));
    }

    private static async Task<StatusBody> ReadAsync(NpgsqlDataSource database, Guid organization, CancellationToken stopping)
    {
        await using var command = database.CreateCommand(Select);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = organization });
        await using var reader = await command.ExecuteReaderAsync(stopping);
        var (current, version) = ("0", 0L);
        var levels = new List<LevelBody>();
        while (await reader.ReadAsync(stopping))
        {
            (current, version) = (reader.GetString(0), reader.GetInt64(1));
            if (!reader.IsDBNull(2))
            {
                var end = Instant(reader, 7);
                levels.Add(new LevelBody(
                    reader.GetGuid(2), reader.GetString(3), true, true, Instant(reader, 5), Instant(reader, 6), end,
                    end is { } known ? (int)Math.Ceiling((known - TimeProvider.System.GetUtcNow().UtcDateTime).TotalDays) : null,
                    Instant(reader, 8), reader.GetString(4), Instant(reader, 9)));
            }
        }

        return new StatusBody(organization, current, levels, false, version);
    }

    private static async Task<LevelBody> ChangeAsync(
        NpgsqlDataSource database, Guid organization, GrantBody body, CancellationToken stopping)
    {
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        var end = now.AddMonths(18);
        var (level, entry) = (Guid.NewGuid(), Guid.NewGuid());
        await using var batch = database.CreateBatch();
        Add(batch, UpsertStatus, organization, end, now);
        Add(batch, UpsertLevel, organization, end, now, level);
        Add(batch, InsertEntry, organization, entry, now);
        Add(batch, InsertEvent, organization, entry.ToString(), now);
        await batch.ExecuteNonQueryAsync(stopping);
        return new LevelBody(level, body.Level, true, true, now, now, end, (int)Math.Ceiling((end - now).TotalDays), null, "active", null);
    }

    private static void Add(NpgsqlBatch batch, string sql, params object[] values)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var value in values)
        {
            command.Parameters.Add(value is DateTime
                ? new NpgsqlParameter { Value = value, NpgsqlDbType = NpgsqlDbType.TimestampTz }
                : new NpgsqlParameter { Value = value });
        }

        batch.BatchCommands.Add(command);
    }

    private static DateTime? Instant(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetDateTime(column);
}
