using System.Globalization;
using Npgsql;
using StatusLevels.Silo.Sql;

namespace StatusLevels.Silo.Reminders;

/// <summary>
/// What is due soon, read through the index over (serviceid, starttime, grainhash): the cost follows what is due, not how many exist.
/// </summary>
internal sealed class DueRows(NpgsqlDataSource database, string serviceId)
{
    private const string Columns = """
        select grainid, remindername, starttime, period, version
        from orleansreminderstable
        """;

    private const string Recent = Columns + """

        where serviceid = $1 and starttime >= $2 and starttime < $3 and grainhash between $4 and $5
        """;

    private const string Backlog = Columns + """

        where serviceid = $1 and starttime < $2 and grainhash between $3 and $4
        order by starttime
        limit $5
        """;

    /// <summary>The rows of a range of the ring that are due before a cutoff, the earliest first.</summary>
    /// <param name="begin">Exclusive lower bound of the grain hash.</param>
    /// <param name="end">Inclusive upper bound; not above <paramref name="begin"/>: the range wraps around.</param>
    /// <param name="backlog">What is older is the backlog.</param>
    /// <param name="cutoff">Exclusive.</param>
    /// <param name="largestBacklog">The most rows of the backlog, for the whole ring; a range gets its share.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<DueRowsRead> ReadAsync(
        uint begin, uint end, DateTime backlog, DateTime cutoff, int largestBacklog, CancellationToken cancellationToken)
    {
        await using var batch = database.CreateBatch();
        var allowances = new Queue<int>();
        foreach (var interval in RingInterval.Of(begin, end))
        {
            var allowance = (int)Math.Ceiling(largestBacklog * interval.Share);
            allowances.Enqueue(allowance);
            batch.BatchCommands.Add(new NpgsqlBatchCommand(Backlog).With(serviceId, backlog, interval.Low, interval.High, allowance));
            batch.BatchCommands.Add(new NpgsqlBatchCommand(Recent).With(serviceId, backlog, cutoff, interval.Low, interval.High));
        }

        var entries = new List<ReminderEntry>();
        var complete = true;
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        do
        {
            complete &= await AppendAsync(entries, reader, cancellationToken) < allowances.Dequeue();
            await reader.NextResultAsync(cancellationToken);
            await AppendAsync(entries, reader, cancellationToken);
        }
        while (await reader.NextResultAsync(cancellationToken));
        entries.Sort(static (one, other) => one.StartAt.CompareTo(other.StartAt));
        return new DueRowsRead(entries, complete);
    }

    private static async Task<int> AppendAsync(List<ReminderEntry> entries, NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        var before = entries.Count;
        while (await reader.ReadAsync(cancellationToken))
        {
            entries.Add(new ReminderEntry
            {
                GrainId = GrainId.Parse(reader.GetString(0), CultureInfo.InvariantCulture),
                ReminderName = reader.GetString(1),
                StartAt = reader.GetDateTime(2),
                Period = TimeSpan.FromMilliseconds(reader.GetInt64(3)),
                ETag = reader.GetInt32(4).ToString(CultureInfo.InvariantCulture),
            });
        }

        return entries.Count - before;
    }
}

/// <param name="Entries">The rows, the earliest first.</param>
/// <param name="Complete">False: the backlog is longer than what was read of it.</param>
internal sealed record DueRowsRead(List<ReminderEntry> Entries, bool Complete);
