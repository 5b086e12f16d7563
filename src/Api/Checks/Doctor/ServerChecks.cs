using Npgsql;
using StatusLevels.Silo.Sql;

namespace StatusLevels.Api.Checks.Doctor;

/// <summary>The database server: room, order, and what is left behind.</summary>
internal sealed class ServerChecks(DatabaseSight sight, TimeSpan patience)
{
    private const string Used = """
        select (select count(*) from pg_stat_activity where backend_type = 'client backend'),
               current_setting('max_connections')::bigint - current_setting('superuser_reserved_connections')::bigint,
               (select count(*) from pg_stat_activity where datname = current_database() and application_name <> 'statuslevels doctor'),
               nullif((select datconnlimit from pg_database where datname = current_database()), -1)::bigint
        """;

    private const string Dead = """
        select relname from pg_stat_user_tables
        where schemaname = 'statuslevels' and n_dead_tup > greatest(10000, n_live_tup / 2)
        order by n_dead_tup desc limit 3
        """;

    private const string Invalid = """
        select c.relname from pg_index as i join pg_class as c on c.oid = i.indexrelid
        where c.relnamespace = 'statuslevels'::regnamespace and not i.indisvalid
        order by c.relname limit 3
        """;

    private const string Slots = """
        select slot_name::text from pg_replication_slots
        where not active and (database is null or database = current_database())
        order by slot_name limit 3
        """;

    // Replication has transactions that are meant to last.
    private const string Open = """
        select count(*), max(clock_timestamp() - xact_start) from pg_stat_activity
        where datname = current_database() and backend_type = 'client backend' and clock_timestamp() - xact_start > $1
        """;

    // Above this share there is soon none for a person who looks.
    private const double Full = 0.9;

    public IEnumerable<Check> All() =>
    [
        sight.After(DoctorRules.Connections, ConnectionsAsync),
        sight.After(DoctorRules.Vacuum, (database, token) => NamedAsync(database, Dead, CheckStatus.Warn, token)),
        sight.After(DoctorRules.Indexes, (database, token) => NamedAsync(database, Invalid, CheckStatus.Fail, token)),
        sight.After(DoctorRules.Slots, (database, token) => NamedAsync(database, Slots, CheckStatus.Warn, token)),
        sight.After(DoctorRules.Statements, StatementsAsync),
    ];

    private static async Task<Finding> ConnectionsAsync(NpgsqlDataSource database, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Used);
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        await row.ReadAsync(cancellationToken);
        var (used, allowed, here, most) = (row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), row.ValueOrNull<long>(3));
        return used >= allowed * Full ? Finding.Warn($"{used} of {allowed} of the server are taken")
            : most is { } limit && here >= limit * Full ? Finding.Warn($"{here} of {limit} of this database are taken")
            : Finding.Ok($"{used} of {allowed} are taken");
    }

    private async Task<Finding> StatementsAsync(NpgsqlDataSource database, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Open).With(patience);
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        await row.ReadAsync(cancellationToken);
        return row.GetInt64(0) is > 0 and var count
            ? Finding.Warn($"{count}, the oldest for {row.GetTimeSpan(1)}")
            : Finding.Ok($"none");
    }

    private static async Task<Finding> NamedAsync(
        NpgsqlDataSource database, string sql, CheckStatus status, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(sql);
        var names = await command.ReadAllAsync(row => row.GetString(0), cancellationToken);
        return Finding.If(names.Count > 0, status, $"{Word.Names(names)}");
    }
}
