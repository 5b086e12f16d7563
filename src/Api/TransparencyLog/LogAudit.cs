using Npgsql;
using StatusLevels.Silo.Sql;

namespace StatusLevels.Api.TransparencyLog;

/// <summary>Compares the histories of a database with what its log holds of them.</summary>
internal sealed class LogAudit(NpgsqlDataSource database)
{
    /// <summary>How many leaves are compared at once; whole tiles.</summary>
    public const int Step = 10 * TileAddress.WholeWidth;

    private const int MostNamed = 100;

    // It reads every entry.
    private static readonly TimeSpan WholePatience = TimeSpan.FromMinutes(10);

    private const string Compare = """
        select l.index, l.data, substring(t.hashes from ((l.index % 256) * 32 + 1)::integer for 32),
               e.organization_id, e.epoch, e.sequence,
               case when e.index is null then null
                    when h.sequence is null then 'missing'
                    when h.hash !~ '^[0-9a-f]{64}$' or h.previous_hash !~ '^[0-9a-f]{64}$' then 'changed'
                    when sha256(decode(h.hash, 'hex') || e.salt) <> l.data
                         or encode(sha256(decode(h.previous_hash, 'hex') || convert_to(h.canonical, 'UTF8')), 'hex') <> h.hash
                         or not statuslevels.status_history_entry_agrees(h) then 'changed' end
        from statuslevels.log_leaves as l
        left join statuslevels.log_tiles as t on t.log = l.log and t.level = 0 and t.index = l.index / 256
        left join statuslevels.log_entries as e on e.log = l.log and e.index = l.index
        left join statuslevels.organization_status_history as h
            on h.organization_id = e.organization_id and h.epoch = e.epoch and h.sequence = e.sequence
        where l.log = $1 and l.index >= $2 and l.index < $2 + $3
        order by l.index
        """;

    private const string Unlogged = """
        select h.organization_id, h.epoch, h.sequence
        from statuslevels.organization_status_history as h
        where not exists (
                select from statuslevels.log_entries as e
                where e.organization_id = h.organization_id and e.epoch = h.epoch and e.sequence = h.sequence and e.log = $1)
          and not exists (
                select from statuslevels.log_queue as q
                where q.organization_id = h.organization_id and q.epoch = h.epoch and q.sequence = h.sequence)
        limit $2
        """;

    // Leaves that are nobody's must be as many as were given up when organizations were forgotten.
    private const string Unexplained = """
        select (select coalesce(sum(size), 0) from statuslevels.logs) - (select count(*) from statuslevels.log_entries)
            - (select coalesce(sum(forgotten_leaves), 0) from statuslevels.organization_status),
            (select coalesce(sum(size), 0) from statuslevels.logs) - (select count(*) from statuslevels.log_leaves)
        """;

    /// <summary>Compares leaves from this one on, at most <see cref="Step"/> of them.</summary>
    public async Task<LogPart> CompareAsync(short log, long first, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Compare).With(log, first, Step);
        var rows = await command.ReadAllAsync(
            static row =>
            {
                var index = row.GetInt64(0);
                var leaf = TreeHash.OfLeaf(row.GetFieldValue<byte[]>(1));
                var isInTree = !row.IsDBNull(2) && leaf.ToArray().AsSpan().SequenceEqual(row.GetFieldValue<byte[]>(2));
                var entry = row.IsDBNull(3) ? null : new EntryName(row.GetGuid(3), row.GetInt32(4), row.GetInt64(5));
                LogFault? fault = !isInTree ? new LogFault.TreeChanged(index)
                    : row.TextOrNull(6) switch
                    {
                        "missing" => new LogFault.EntryMissing(index, entry!),
                        "changed" => new LogFault.EntryChanged(index, entry!),
                        _ => null,
                    };
                return (Leaf: leaf, Fault: fault);
            },
            cancellationToken);
        return new(
            [.. rows.Select(static row => row.Leaf)],
            [.. rows.Where(static row => row.Fault is not null).Select(static row => row.Fault!)]);
    }

    /// <summary>
    /// What only the whole shows: entries that are in no log and do not wait for it, and leaves of which nobody knows why they are
    /// nobody's.
    /// </summary>
    public async Task<IReadOnlyList<LogFault>> CompareWholeAsync(short log, CancellationToken cancellationToken)
    {
        await using var unlogged = database.CreateCommand(Unlogged).With(log, MostNamed);
        unlogged.CommandTimeout = (int)WholePatience.TotalSeconds;
        List<LogFault> faults =
        [
            .. await unlogged.ReadAllAsync(
                static row => new LogFault.EntryUnlogged(new(row.GetGuid(0), row.GetInt32(1), row.GetInt64(2))), cancellationToken),
        ];
        await using var unexplained = database.CreateCommand(Unexplained);
        unexplained.CommandTimeout = (int)WholePatience.TotalSeconds;
        var (unexplainedLeaves, missing) = await unexplained.ReadOneAsync(
            static row => new LeafCounts((long)row.GetDecimal(0), (long)row.GetDecimal(1)), cancellationToken) ?? new(0, 0);
        if (unexplainedLeaves != 0)
        {
            faults.Add(new LogFault.Unexplained(unexplainedLeaves));
        }

        if (missing != 0)
        {
            faults.Add(new LogFault.LeavesMissing(missing));
        }

        return faults;
    }

    private sealed record LeafCounts(long Unexplained, long Missing);
}

/// <summary>Some leaves of the log, and what is wrong with the entries that they are of.</summary>
internal sealed record LogPart(IReadOnlyList<TreeHash> Leaves, IReadOnlyList<LogFault> Faults);

/// <summary>An entry of a history.</summary>
internal sealed record EntryName(Guid Organization, int Epoch, long Sequence)
{
    public override string ToString() => $"entry {Sequence} of organization {Organization} (epoch {Epoch})";
}
