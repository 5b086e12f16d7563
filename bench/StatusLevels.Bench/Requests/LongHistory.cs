using System.Diagnostics;
using Npgsql;
using StatusLevels.Bench.Results;
using StatusLevels.Silo.Sql;

namespace StatusLevels.Bench.Requests;

/// <summary>An organization with a very long history, beside one with a short one.</summary>
internal static class LongHistory
{
    private const int Times = 300;
    private const int Short = 10;
    private const int PageSize = 20;

    private const string Rows = """
        select * from organization_status_history where organization_id = $1 and epoch = $2 and sequence between $3 and $4
        order by sequence desc
        """;

    public static async Task<IReadOnlyList<GoalRow>> MeasureAsync(
        RequestOptions options, BenchProduct product, NpgsqlDataSource database, CancellationToken cancellationToken)
    {
        var (longOne, shortOne) = (Guid.NewGuid(), Guid.NewGuid());
        await FillAsync(product, longOne, options.Entries, cancellationToken);
        await FillAsync(product, shortOne, Short, cancellationToken);
        var cookie = await Paths.SignInAsync(product, cancellationToken);
        var lastPage = options.Entries / PageSize;

        using var lane = await HttpLane.ConnectAsync(product.Address, cancellationToken);
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var select = new NpgsqlCommand(Rows, connection);
        foreach (var value in new object[] { longOne, 1, options.Entries - PageSize + 1L, (long)options.Entries })
        {
            select.With(value);
        }

        await select.PrepareAsync(cancellationToken);

        var (changeLong, changeShort) = (new List<double>(), new List<double>());
        var (first, last, bare) = (new List<double>(), new List<double>(), new List<double>());
        for (var time = 0; time < Times; time++)
        {
            changeLong.Add(await AskAsync(Paths.Verification(longOne, product.Key)));
            changeShort.Add(await AskAsync(Paths.Verification(shortOne, product.Key)));
            first.Add(await AskAsync(Paths.History(longOne, 1, cookie)));
            last.Add(await AskAsync(Paths.History(longOne, lastPage, cookie)));
            bare.Add(await SelectAsync());
        }

        var select20 = Medians.Of(bare);
        return
        [
            GoalRow.AtMost(
                $"a change of an organization with {options.Entries:N0} entries, one caller", "ms", Medians.Of(changeLong),
                $"with {Short} entries", Medians.Of(changeShort), 1.1),
            GoalRow.AtMost("its first page over HTTP, one caller", "ms", Medians.Of(first), "SELECT of 20 rows", select20, 3),
            GoalRow.AtMost("its last page over HTTP, one caller", "ms", Medians.Of(last), "SELECT of 20 rows", select20, 5),
        ];

        async Task<double> AskAsync(byte[] request)
        {
            var began = Stopwatch.GetTimestamp();
            var status = await lane.AskAsync(request, cancellationToken);
            return status == 200
                ? Stopwatch.GetElapsedTime(began).TotalMilliseconds
                : throw new InvalidOperationException($"What is measured answers {status}.");
        }

        async Task<double> SelectAsync()
        {
            var began = Stopwatch.GetTimestamp();
            var rows = 0;
            await using var reader = await select.ExecuteReaderAsync(cancellationToken);
            var values = new object[reader.FieldCount];
            while (await reader.ReadAsync(cancellationToken))
            {
                reader.GetValues(values);
                rows++;
            }

            return rows == PageSize
                ? Stopwatch.GetElapsedTime(began).TotalMilliseconds
                : throw new InvalidOperationException($"The page has {rows} rows.");
        }
    }

    private static async Task FillAsync(BenchProduct product, Guid organization, int entries, CancellationToken cancellationToken)
    {
        using var callers = await Callers.ConnectAsync(product.Address, RequestOptions.Connections, cancellationToken);
        var (grant, verify) = (Paths.Grant(organization, product.Key), Paths.Verification(organization, product.Key));
        using (var lane = await HttpLane.ConnectAsync(product.Address, cancellationToken))
        {
            await lane.AskAsync(grant, cancellationToken);
        }

        var asked = 1;
        await callers.SaturateAsync(
            () => Interlocked.Increment(ref asked) <= entries ? verify : null, Timeout.InfiniteTimeSpan, cancellationToken);
    }
}
