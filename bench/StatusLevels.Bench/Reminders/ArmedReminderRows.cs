using Npgsql;
using StatusLevels.Silo.Sql;

namespace StatusLevels.Bench.Reminders;

/// <summary>Rows of armed reminders, put into the table by SQL: organizations that exist and sleep.</summary>
internal static class ArmedReminderRows
{
    /// <summary>
    /// Those that are due within the loading window, whatever the number of the others, and stay so while a node is measured.
    /// </summary>
    public const int DueSoon = 100;

    private const string Fill = """
        insert into orleansreminderstable (serviceid, grainid, remindername, starttime, period, grainhash)
        select 'statuslevels', 'armed/' || md5(number::text), 'expiry',
               now() + interval '1 day' + random() * interval '400 days', 60000, (random() * 4294967295 - 2147483648)::bigint::int
        from generate_series(1, $1) as number
        """;

    private const string BringNear = """
        update orleansreminderstable
        set starttime = now() + interval '150 seconds' + random() * interval '20 seconds'
        where serviceid = 'statuslevels' and remindername = 'expiry'
          and grainid in (select 'armed/' || md5(number::text) from generate_series(1, $1) as number)
        """;

    public static async Task FillAsync(NpgsqlDataSource database, int count, CancellationToken cancellationToken)
    {
        await ExecuteAsync(database, Fill, count, cancellationToken);
        await using var vacuum = database.CreateCommand("vacuum (analyze) orleansreminderstable");
        vacuum.CommandTimeout = 0;
        await vacuum.ExecuteNonQueryAsync(cancellationToken);
    }

    public static Task BringNearAsync(NpgsqlDataSource database, CancellationToken cancellationToken) =>
        ExecuteAsync(database, BringNear, DueSoon, cancellationToken);

    private static async Task ExecuteAsync(NpgsqlDataSource database, string sql, int number, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(sql);
        command.CommandTimeout = 0;
        command.With(number);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
