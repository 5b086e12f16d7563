using System.Diagnostics;
using Npgsql;
using StatusLevels.Silo.Sql;

namespace StatusLevels.Bench.Reminders;

/// <summary>
/// The daily job of the first product, which reminders replace: for each point an exact date over the whole table of levels,
/// with no index that a date of an instant could use. What it finds is read and thrown away; the first product only logged it.
/// </summary>
internal static class DailyScan
{
    private static readonly int[] Points = [60, 30, 7, 1];

    private static readonly string[] Fill =
    [
        "create schema peer",
        "create table peer.levels (organization_id uuid not null, level text not null, valid_until timestamptz, "
        + "primary key "
        + "(organization_id, level))",
        """
        insert into peer.levels
        select gen_random_uuid(), 'B', now() + interval '1 day' + random() * interval '460 days'
        from orleansreminderstable as armed
        """,
        "vacuum (analyze) peer.levels",
    ];

    private const string Scan =
        "select organization_id, level from peer.levels where date(valid_until) = date(now() + $1 * interval '1 day')";

    /// <summary>Makes a table of as many levels as there are reminders.</summary>
    public static async Task FillAsync(NpgsqlDataSource database, CancellationToken cancellationToken)
    {
        foreach (var statement in Fill)
        {
            await using var command = database.CreateCommand(statement);
            command.CommandTimeout = 0;
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    /// <summary>One day's scan, all points; how long it took in ms, as the caller saw it.</summary>
    public static async Task<double> MeasureAsync(NpgsqlDataSource database, CancellationToken cancellationToken)
    {
        var began = Stopwatch.GetTimestamp();
        foreach (var point in Points)
        {
            await using var command = database.CreateCommand(Scan);
            command.CommandTimeout = 0;
            command.With(point);
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
            {
                // Only read: what the first product did with it is not what is measured.
            }
        }

        return Stopwatch.GetElapsedTime(began).TotalMilliseconds;
    }
}
