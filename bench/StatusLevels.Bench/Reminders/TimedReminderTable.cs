using System.Diagnostics;

namespace StatusLevels.Bench.Reminders;

/// <summary>Says on the standard output what each range read took and brought, whatever table answers it.</summary>
internal sealed class TimedReminderTable(IReminderTable table) : IReminderTable
{
    public async Task<ReminderTableData> ReadRows(uint begin, uint end, CancellationToken cancellationToken)
    {
        var began = Stopwatch.GetTimestamp();
        var rows = await table.ReadRows(begin, end, cancellationToken);
        NodeLine.Write(new NodeLine(NodeLine.Read, rows.Reminders.Count, Stopwatch.GetElapsedTime(began).TotalMilliseconds));
        return rows;
    }

    public Task StartAsync(CancellationToken cancellationToken = default) => table.StartAsync(cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken = default) => table.StopAsync(cancellationToken);

    public Task<ReminderTableData> ReadRows(uint begin, uint end) => ReadRows(begin, end, CancellationToken.None);

    public Task<ReminderTableData> ReadRows(GrainId grainId) => table.ReadRows(grainId);

    public Task<ReminderEntry?> ReadRow(GrainId grainId, string reminderName) => table.ReadRow(grainId, reminderName);

    public Task<string?> UpsertRow(ReminderEntry entry) => table.UpsertRow(entry);

    public Task<bool> RemoveRow(GrainId grainId, string reminderName, string eTag) => table.RemoveRow(grainId, reminderName, eTag);

    public Task TestOnlyClearTable() => table.TestOnlyClearTable();
}
