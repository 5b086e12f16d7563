using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace StatusLevels.Silo.Reminders;

/// <summary>
/// Lets a silo load what is due soon instead of every reminder that exists. Range reads, which Orleans makes at each refresh,
/// answer only the rows due within the loading window, overdue ones included; everything else is the decorated table's.
/// </summary>
internal sealed partial class WindowedReminderTable(
    IReminderTable table,
    DueRows dueRows,
    TimeProvider clock,
    IOptions<ReminderOptions> reminderOptions,
    IOptions<WindowedReminderOptions> windowedOptions,
    ReminderMetrics metrics,
    ILogger<WindowedReminderTable> logger) : IReminderTable, IDisposable
{
    // In a cluster a silo owns many small ranges and reads them all at once: leave connections to the others.
    private const int ConcurrentReads = 4;

    private readonly ReminderOptions reminders = reminderOptions.Value;
    private readonly WindowedReminderOptions options = windowedOptions.Value;
    private readonly OverdueSchedule schedule = new(windowedOptions.Value, reminderOptions.Value);
    private readonly SemaphoreSlim reads = new(ConcurrentReads);

    private DateTime Now => clock.GetUtcNow().UtcDateTime;

    public Task<ReminderTableData> ReadRows(uint begin, uint end) => ReadRows(begin, end, CancellationToken.None);

    public async Task<ReminderTableData> ReadRows(uint begin, uint end, CancellationToken cancellationToken)
    {
        await reads.WaitAsync(cancellationToken);
        try
        {
            var started = Stopwatch.GetTimestamp();
            var asked = Now;
            var cutoff = asked + reminders.ReminderLoadingWindow + reminders.RefreshReminderListPeriod + options.Margin;
            var read = await dueRows.ReadAsync(begin, end, asked - options.BacklogAge, cutoff, options.LargestBacklog, cancellationToken);

            // The clock went on while the rows came in.
            var overdue = schedule.Lay(read.Entries, Now);
            metrics.Read(Stopwatch.GetElapsedTime(started), read.Entries.Count, overdue, read.Complete);
            if (!read.Complete)
            {
                LogBacklog(options.BacklogAge, read.Entries.Count);
            }

            return new ReminderTableData(read.Entries);
        }
        finally
        {
            reads.Release();
        }
    }

    public Task<string?> UpsertRow(ReminderEntry entry) => UpsertRow(entry, CancellationToken.None);

    /// <remarks>Orleans goes on with this very entry: an instant that passed while it was stored would cost a whole period.</remarks>
    public async Task<string?> UpsertRow(ReminderEntry entry, CancellationToken cancellationToken)
    {
        var etag = await table.UpsertRow(entry, cancellationToken);
        schedule.LayStored(entry, Now);
        return etag;
    }

    public Task StartAsync(CancellationToken cancellationToken = default) => table.StartAsync(cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken = default) => table.StopAsync(cancellationToken);

    [Obsolete("Orleans starts a table with StartAsync.")]
    public Task Init() => table.Init();

    public Task<ReminderTableData> ReadRows(GrainId grainId) => table.ReadRows(grainId);

    public Task<ReminderTableData> ReadRows(GrainId grainId, CancellationToken cancellationToken) =>
        table.ReadRows(grainId, cancellationToken);

    public Task<ReminderEntry?> ReadRow(GrainId grainId, string reminderName) => table.ReadRow(grainId, reminderName);

    public Task<ReminderEntry?> ReadRow(GrainId grainId, string reminderName, CancellationToken cancellationToken) =>
        table.ReadRow(grainId, reminderName, cancellationToken);

    public Task<bool> RemoveRow(GrainId grainId, string reminderName, string eTag) => table.RemoveRow(grainId, reminderName, eTag);

    public Task<bool> RemoveRow(GrainId grainId, string reminderName, string eTag, CancellationToken cancellationToken) =>
        table.RemoveRow(grainId, reminderName, eTag, cancellationToken);

    public Task TestOnlyClearTable() => table.TestOnlyClearTable();

    public Task TestOnlyClearTable(CancellationToken cancellationToken) => table.TestOnlyClearTable(cancellationToken);

    public void Dispose() => reads.Dispose();

    [LoggerMessage(
        LogLevel.Warning,
        "More reminders have been overdue for over {Age} than one read loads; {Rows} were loaded now, "
        + "the rest follows at the next refreshes")]
    private partial void LogBacklog(TimeSpan age, int rows);
}
