using Npgsql;
using StatusLevels.Silo.Sql;

namespace StatusLevels.Silo.Tests.Reminders;

/// <summary>When alarms were due and when they rang, by the clock of the database: one clock for all processes.</summary>
internal static class Alarms
{
    public static async Task CreateTableAsync(NpgsqlDataSource database) => await ExecuteAsync(
        database, "create table alarms (grain uuid primary key, due timestamptz not null, rang timestamptz, ticks int not null default 0); grant all on alarms to statuslevels_runtime");

    public static async Task SetAsync(NpgsqlDataSource database, Guid grain, TimeSpan due) => await ExecuteAsync(
        database,
        "insert into alarms (grain, due) values ($1, clock_timestamp() + $2) on conflict (grain) do update set due = excluded.due",
        grain, due);

    /// <summary>Takes effect once: a further tick is only counted.</summary>
    public static async Task RingAsync(NpgsqlDataSource database, Guid grain) => await ExecuteAsync(
        database, "update alarms set ticks = ticks + 1, rang = coalesce(rang, clock_timestamp()) where grain = $1", grain);

    public static async Task<int> SilentAsync(NpgsqlDataSource database)
    {
        await using var command = database.CreateCommand("select count(*)::int from alarms where rang is null");
        return (int)(await command.ExecuteScalarAsync())!;
    }

    public static async Task<List<Alarm>> ReadAsync(NpgsqlDataSource database)
    {
        await using var command = database.CreateCommand("select grain, rang - due, ticks from alarms");
        await using var reader = await command.ExecuteReaderAsync();
        var alarms = new List<Alarm>();
        while (await reader.ReadAsync())
        {
            alarms.Add(new Alarm(reader.GetGuid(0), reader.GetTimeSpan(1), reader.GetInt32(2)));
        }

        return alarms;
    }

    public static async Task ExecuteAsync(NpgsqlDataSource database, string sql, params object[] values)
    {
        await using var command = database.CreateCommand(sql).With(values);
        await command.ExecuteNonQueryAsync();
    }
}

/// <param name="Grain">Whose alarm.</param>
/// <param name="Late">From the due instant to the ring; negative: early.</param>
/// <param name="Ticks">How often a tick came.</param>
internal sealed record Alarm(Guid Grain, TimeSpan Late, int Ticks);
