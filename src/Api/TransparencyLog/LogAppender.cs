using Npgsql;
using NpgsqlTypes;
using StatusLevels.Api.Delivery;
using StatusLevels.Api.Settings;
using StatusLevels.Grains.Organizations;
using StatusLevels.Silo;
using StatusLevels.Silo.Sql;

namespace StatusLevels.Api.TransparencyLog;

/// <summary>
/// Puts committed entries into the public log and signs what it holds then. Every process tries; the database lets one at a time, and what
/// it took is in the tree or still waits. Woken by commits of this process, and once a second for those of others.
/// </summary>
internal sealed partial class LogAppender(
    NpgsqlDataSource database, LogIdentity identity, LogStore store, SeenCheckpoint seen, OutboxSignal committed, LogMetrics metrics,
    TimeProvider clock, ILogger<LogAppender> logger) : BackgroundService
{
    /// <summary>How many leaves one transaction adds.</summary>
    public const int Step = 2000;

    private const string Take = "select index, data from statuslevels.take_leaves($1, $2)";

    private const string Edge = """
        select t.level, t.index, t.hashes
        from unnest($2::smallint[], $3::bigint[]) as wanted (level, index)
        join statuslevels.log_tiles as t on t.log = $1 and t.level = wanted.level and t.index = wanted.index
        """;

    private const string Grow = "select statuslevels.grow_log($1, $2, $3, $4, $5, $6)";

    private const string Forked =
        "the public log of this database is not the one that this node saw: an earlier state was restored, or somebody changed it";

    // A checkpoint holds all that was written within it: one for each change would take the database from the changes themselves.
    private static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(500);

    private readonly WorkWatch watch = new(
        "Entries that are not in the public log", committed, clock, logger,
        static exception => exception is TileMissingException or IOException or UnauthorizedAccessException);

    // Why the log that grows is not signed here, as it was said last.
    private string? refusal;

    /// <summary>Raised when a checkpoint was signed here.</summary>
    public WakeSignal Signed { get; } = new CheckpointSignal();

    /// <summary>The log that grows; null before <see cref="StartAsync"/>.</summary>
    public OpenLog? Open { get; private set; }

    /// <exception cref="StartupException">
    /// The log of this database has another name or another key. One that no other machine can have read gives way to a name that others
    /// know: it is closed, and another one begins; and a process that nobody gave a name is without a log then.
    /// </exception>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        var row = await store.OpenAsync(identity, cancellationToken);
        if (!IsOurs(row) && identity.IsImplied)
        {
            LogOthers($"{row.Key}");
            return;
        }

        if (!IsOurs(row) && ProvenAddress.IsOfOneMachine(row.Origin)
            && !ProvenAddress.IsOfOneMachine(identity.Origin))
        {
            await store.CloseAsync(row.Number, cancellationToken);
            LogReplaced(row.Origin);
        }

        Open = await OpenAsync(cancellationToken);
        // A file that cannot be read is said here.
        _ = seen.Last;
        await base.StartAsync(cancellationToken);
    }

    /// <summary>One transaction.</summary>
    /// <returns>How many leaves were added.</returns>
    public async Task<int> AppendAsync(CancellationToken cancellationToken)
    {
        var log = Open ?? throw new InvalidOperationException("The log is not open before the start.");
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var take = transaction.Command(Take).With(log.Number, Step);
        var leaves = await take.ReadAllAsync(
            static row => (Index: row.GetInt64(0), Hash: TreeHash.OfLeaf(row.GetFieldValue<byte[]>(1))), cancellationToken);
        if (leaves.Count == 0)
        {
            return 0;
        }

        var former = leaves[0].Index;
        var edge = await EdgeAsync(transaction, log, former, cancellationToken);
        if (!await GoesOnAsync(log, former, edge, cancellationToken))
        {
            await transaction.RollbackAsync(cancellationToken);
            await DeliveryHold.HoldAsync(database, Forked, cancellationToken);
            metrics.Forked();
            LogForked(Forked);
            return 0;
        }

        var changed = TreeGrowth.Grow(former, edge, [.. leaves.Select(static leaf => leaf.Hash)]);
        var size = former + leaves.Count;
        var root = await Reader(size, edge, changed).RootAsync(size, cancellationToken);
        var note = SignedNote.Sign(new Checkpoint(log.Key.Name, size, root).ToString(), log.Key.Name, identity.Key);
        await using (var grow = transaction.Command(Grow).With(
            log.Number, size,
            Array(changed.Keys.Select(static tile => (short)tile.Level), NpgsqlDbType.Smallint),
            Array(changed.Keys.Select(static tile => tile.Index), NpgsqlDbType.Bigint),
            Array(changed.Values.Select(static hashes => hashes.ToArray()), NpgsqlDbType.Bytea),
            note.ToString()))
        {
            await grow.ExecuteNonQueryAsync(cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        seen.Keep(note);
        metrics.Grew(size, leaves.Count);
        Signed.Raise();
        return leaves.Count;
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => watch.LookAllAsync(LookAsync, stoppingToken);

    private async Task<bool> LookAsync(CancellationToken cancellationToken)
    {
        var added = await AppendAsync(cancellationToken);
        if (added == 0)
        {
            await ObserveAsync(cancellationToken);
        }
        else if (added < Step)
        {
            await Task.Delay(Gather, clock, cancellationToken);
        }

        return added == Step;
    }

    // What others signed meanwhile: this node remembers it, and so knows a tree that is not its successor. And whether an operator began
    // another log.
    private async Task ObserveAsync(CancellationToken cancellationToken)
    {
        if (await FindOpenAsync(cancellationToken) is not { } log)
        {
            return;
        }

        Open = log;
        if (await store.NewestAsync(log.Number, cancellationToken) is { } note && Checkpoint.Parse(note.Text) is { } newest
            && newest != seen.Last && note.IsSignedBy(log.Key)
            && await seen.IsContinuedByAsync(newest, store.Tree(log.Number, newest.Size), cancellationToken))
        {
            seen.Keep(note);
            metrics.Saw(newest.Size);
        }
    }

    // Null: another process began a log under another key or name. This one signs nothing for it, and serves on.
    private async Task<OpenLog?> FindOpenAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await OpenAsync(cancellationToken);
        }
        catch (StartupException exception)
        {
            if (refusal != exception.Message)
            {
                refusal = exception.Message;
                metrics.Forked();
                LogForked(refusal);
            }

            return null;
        }
    }

    private async Task<OpenLog> OpenAsync(CancellationToken cancellationToken)
    {
        var row = await store.OpenAsync(identity, cancellationToken);
        if (Open?.Number == row.Number)
        {
            return Open;
        }

        return IsOurs(row)
            ? new(row.Number, row.Key)
            : throw new StartupException(
                $"The public log of this database is {row.Key}, and this process would sign as {identity.KeyOf(row.Number)}: PUBLIC_BASE_URL and LOG_SIGNING_KEY must stay what they were at its first use.");
    }

    private bool IsOurs(LogRow row) => identity.KeyOf(row.Number).ToString() == row.Key.ToString();

    // The tree that the database has now is the one of the newest checkpoint, and goes on where this node saw it last.
    private async Task<bool> GoesOnAsync(
        OpenLog log, long size, IReadOnlyDictionary<TileAddress, ReadOnlyMemory<byte>> edge, CancellationToken cancellationToken)
    {
        var newest = await store.NewestAsync(log.Number, cancellationToken);
        if ((newest is null) != (size == 0))
        {
            return false;
        }

        var root = await Reader(size, edge, edge).RootAsync(size, cancellationToken);
        var now = new Checkpoint(log.Key.Name, size, root);
        return (newest is null || (newest.IsSignedBy(log.Key) && Checkpoint.Parse(newest.Text) == now))
            && (now == seen.Last || await seen.IsContinuedByAsync(now, store.Tree(log.Number, size), cancellationToken));
    }

    private static async Task<Dictionary<TileAddress, ReadOnlyMemory<byte>>> EdgeAsync(
        NpgsqlTransaction transaction, OpenLog log, long size, CancellationToken cancellationToken)
    {
        var tiles = TileAddress.Edge(size).ToList();
        await using var command = transaction.Command(Edge).With(
            log.Number,
            Array(tiles.Select(static tile => (short)tile.Level), NpgsqlDbType.Smallint),
            Array(tiles.Select(static tile => tile.Index), NpgsqlDbType.Bigint));
        var rows = await command.ReadAllAsync(
            static row => (Level: row.GetInt16(0), Index: row.GetInt64(1), Hashes: row.GetFieldValue<byte[]>(2)), cancellationToken);
        return rows.ToDictionary(
            static row => new TileAddress(row.Level, row.Index, row.Hashes.Length / TreeHash.Size),
            static row => (ReadOnlyMemory<byte>)row.Hashes);
    }

    private static TileReader Reader(
        long size, IReadOnlyDictionary<TileAddress, ReadOnlyMemory<byte>> edge,
        IReadOnlyDictionary<TileAddress, ReadOnlyMemory<byte>> changed) =>
        new(size, (address, _) => new(
            changed.TryGetValue(address, out var hashes) || edge.TryGetValue(address, out hashes) ? hashes : null));

    private static NpgsqlParameter Array<T>(IEnumerable<T> values, NpgsqlDbType type) =>
        new() { Value = values.ToArray(), NpgsqlDbType = NpgsqlDbType.Array | type };

    private sealed class CheckpointSignal : WakeSignal;

    [LoggerMessage(2, LogLevel.Critical, "Nothing is signed and nothing is sent: {Reason}. docs/trust.md says what to do")]
    private partial void LogForked(string reason);

    [LoggerMessage(
        3, LogLevel.Warning, "The public log of this database is {Log}: without PUBLIC_BASE_URL this process adds nothing to it and shows none of it")]
    private partial void LogOthers(string log);

    [LoggerMessage(4, LogLevel.Warning, "The log {Origin} was of one machine alone: it is closed, and another one begins under the name of this product")]
    private partial void LogReplaced(string origin);
}

/// <summary>A log that grows.</summary>
/// <param name="Number">Which of the database's logs, from 1.</param>
/// <param name="Key">The key that verifies it, with its name.</param>
internal sealed record OpenLog(short Number, NoteKey Key);
