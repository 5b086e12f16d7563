using Npgsql;
using StatusLevels.Silo.Sql;

namespace StatusLevels.Api.Analytics;

/// <summary>
/// Counts how often anyone read a status. A read costs one increment in memory; once a minute the totals of this process are written beside
/// those of the others. A total that is written twice counts once; a process that is killed loses its last minute.
/// </summary>
internal sealed partial class PublicReads(NpgsqlDataSource database, TimeProvider clock, ILogger<PublicReads> logger) : BackgroundService
{
    /// <summary>How long rows are kept.</summary>
    public const int KeptDays = 400;

    public static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private const int RowsAStep = 1000;

    private const string Put = """
        insert into statuslevels.public_status_reads as stored (day, node, reads)
        select counted.day, $3, counted.reads from unnest($1, $2) as counted (day, reads)
        on conflict (day, node) do update set reads = greatest(stored.reads, excluded.reads)
        """;

    private const string RemoveOld = """
        delete from statuslevels.public_status_reads
        where (day, node) in (select day, node from statuslevels.public_status_reads where day < $1 order by day limit $2)
        """;

    private readonly Guid node = Guid.NewGuid();
    private readonly Lock days = new();
    private readonly Dictionary<DateOnly, DayCount> counts = [];
    private DayCount current = new(default);
    private DateOnly removed;

    private DateOnly Today => DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);

    /// <summary>Somebody read a status as anyone sees it.</summary>
    public void Add()
    {
        var today = Today;
        var count = Volatile.Read(ref current);
        if (count.Day != today)
        {
            count = Begin(today);
        }

        Interlocked.Increment(ref count.Reads);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await TryWriteAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(Interval, clock, stoppingToken);
            await TryWriteAsync(stoppingToken);
        }
    }

    // What could not be written is in memory still, and goes with the next try.
    private async Task TryWriteAsync(CancellationToken cancellationToken)
    {
        try
        {
            await WriteAsync(cancellationToken);
            await RemoveOldAsync(cancellationToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            LogNotWritten(exception);
        }
    }

    private DayCount Begin(DateOnly day)
    {
        lock (days)
        {
            if (!counts.TryGetValue(day, out var count))
            {
                counts[day] = count = new DayCount(day);
            }

            Volatile.Write(ref current, count);
            return count;
        }
    }

    private async Task WriteAsync(CancellationToken cancellationToken)
    {
        (DayCount Count, long Reads)[] changed;
        lock (days)
        {
            changed =
                [.. counts.Values.Select(count => (count, Volatile.Read(ref count.Reads))).Where(seen => seen.Item2 > seen.count.Written)];
        }

        if (changed.Length > 0)
        {
            await using var command = database.CreateCommand(Put).With(
                changed.Select(seen => seen.Count.Day).ToArray(), changed.Select(seen => seen.Reads).ToArray(), node);
            await command.ExecuteNonQueryAsync(cancellationToken);
        }

        lock (days)
        {
            foreach (var (count, reads) in changed)
            {
                count.Written = reads;
            }

            // A read that began before midnight may still be counted after it: yesterday stays.
            var kept = Today.AddDays(-1);
            foreach (var old in counts.Values.Where(count => count.Day < kept && count.Written == Volatile.Read(ref count.Reads)).ToArray())
            {
                counts.Remove(old.Day);
            }
        }
    }

    private async Task RemoveOldAsync(CancellationToken cancellationToken)
    {
        var today = Today;
        if (removed == today)
        {
            return;
        }

        int rows;
        do
        {
            await using var command = database.CreateCommand(RemoveOld).With(today.AddDays(-KeptDays), RowsAStep);
            rows = await command.ExecuteNonQueryAsync(cancellationToken);
        }
        while (rows == RowsAStep);

        removed = today;
    }

    [LoggerMessage(LogLevel.Warning, "The public reads could not be written; they are kept in memory and written later")]
    private partial void LogNotWritten(Exception exception);

    private sealed class DayCount(DateOnly day)
    {
        public readonly DateOnly Day = day;
        public long Reads;

        /// <summary>What of it is in the table.</summary>
        public long Written { get; set; }
    }
}
