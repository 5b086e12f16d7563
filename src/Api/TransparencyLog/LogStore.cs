using Npgsql;
using NpgsqlTypes;
using StatusLevels.Silo.Sql;

namespace StatusLevels.Api.TransparencyLog;

/// <summary>Reads the rows of the log: its tree, its checkpoints, and which leaf is which entry.</summary>
internal sealed class LogStore(NpgsqlDataSource database)
{
    private const string Open = "select number, origin, public_key, size from statuslevels.open_log($1, $2)";

    private const string OfNumber = "select number, origin, public_key, size from statuslevels.logs where number = $1";

    private const string Close = "select statuslevels.close_log()";

    private const string CloseOne = "select statuslevels.close_log($1)";

    private const string Newest = """
        select note, cosignatures from statuslevels.log_checkpoints where log = $1 order by size desc limit 1
        """;

    // A tile only gets longer: the beginning of what it is now is what it was.
    private const string Tile = """
        select substring(hashes for $4) from statuslevels.log_tiles
        where log = $1 and level = $2 and index = $3 and octet_length(hashes) >= $4
        """;

    private const string Leaves = """
        select data from statuslevels.log_leaves where log = $1 and index >= $2 and index < $2 + $3 order by index
        """;

    private const string Entry = """
        select s.forgotten_at is not null and s.last_sequence = 0, h.sequence is not null, e.index, e.salt
        from statuslevels.organization_status as s
        left join statuslevels.organization_status_history as h
            on h.organization_id = s.organization_id and h.epoch = s.epoch and h.sequence = $2
        left join statuslevels.log_entries as e
            on e.organization_id = s.organization_id and e.epoch = s.epoch and e.sequence = $2 and e.log = $3
        where s.organization_id = $1
        """;

    private const string Places = """
        select e.sequence, e.index, e.logged_at
        from statuslevels.log_entries as e
        join statuslevels.organization_status as s on s.organization_id = e.organization_id and s.epoch = e.epoch
        where e.organization_id = $1 and e.sequence = any($2) and e.log = (select max(number) from statuslevels.logs)
        """;

    /// <summary>Ends the log that grows: the next one begins when a process looks.</summary>
    public static async Task CloseAsync(NpgsqlDataSource database, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Close);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>The same, if this is the one that grows.</summary>
    public async Task CloseAsync(short log, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(CloseOne).With(log);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>The log that grows; made if there is none.</summary>
    public async Task<LogRow> OpenAsync(LogIdentity identity, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Open).With(identity.Origin, identity.Key.PublicKey.ToArray());
        // The first time every entry that there is begins to wait for it.
        command.CommandTimeout = 0;
        var row = await command.ReadOneAsync(Row, cancellationToken);
        return row!;
    }

    /// <summary>A log of this database, whether it grows or not; null: there is none of this number.</summary>
    public async Task<LogRow?> FindLogAsync(short number, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(OfNumber).With(number);
        return await command.ReadOneAsync(Row, cancellationToken);
    }

    /// <summary>What was signed last, with what witnesses signed of it; null before the first leaf.</summary>
    public async Task<SignedNote?> NewestAsync(short log, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Newest).With(log);
        var text = await command.ReadOneAsync(
            static row => row.GetString(0) + string.Concat(row.GetFieldValue<string[]>(1).Select(static line => line + '\n')),
            cancellationToken);
        return text is null ? null : SignedNote.Parse(text);
    }

    /// <summary>The hashes of a tile; null when the tree has no such tile.</summary>
    public async ValueTask<ReadOnlyMemory<byte>?> TileAsync(short log, TileAddress address, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Tile).With(
            log, (short)address.Level, address.Index, address.Width * TreeHash.Size);
        return await command.ExecuteScalarAsync(cancellationToken) is byte[] hashes ? (ReadOnlyMemory<byte>?)hashes : null;
    }

    /// <summary>The tree of this size.</summary>
    public TileReader Tree(short log, long size) => new(size, (address, token) => TileAsync(log, address, token));

    /// <summary>What leaves hold, 32 bytes each; fewer than were asked for where the tree ends.</summary>
    public async Task<List<byte[]>> LeavesAsync(short log, long first, int count, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Leaves).With(log, first, count);
        return await command.ReadAllAsync(static row => row.GetFieldValue<byte[]>(0), cancellationToken);
    }

    /// <summary>Where an entry of an organization's history is; null when nobody knows the organization.</summary>
    public async Task<LoggedEntry?> FindAsync(short log, Guid organization, long sequence, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Entry).With(organization, sequence, log);
        return await command.ReadOneAsync(
            static row => new LoggedEntry(
                row.GetBoolean(0), row.GetBoolean(1), row.ValueOrNull<long>(2), row.IsDBNull(3) ? null : row.GetFieldValue<byte[]>(3)),
            cancellationToken);
    }

    /// <summary>A row of <c>logs</c>: number, origin, key, size.</summary>
    public static LogRow Row(NpgsqlDataReader row) =>
        new(row.GetInt16(0), row.GetString(1), row.GetFieldValue<byte[]>(2), row.GetInt64(3));

    /// <summary>The places of entries in the newest log; what is not in it yet is not among them.</summary>
    public async Task<IReadOnlyDictionary<long, LogPlace>> PlacesAsync(
        Guid organization, IEnumerable<long> sequences, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Places).With(
            organization, new NpgsqlParameter { Value = sequences.ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint });
        var places = await command.ReadAllAsync(
            static row => (Sequence: row.GetInt64(0), Place: new LogPlace(row.GetInt64(1), row.Instant(2))), cancellationToken);
        return places.ToDictionary(static place => place.Sequence, static place => place.Place);
    }
}

/// <summary>A log of this database.</summary>
/// <param name="Number">Which, from 1.</param>
/// <param name="Origin">Its name.</param>
/// <param name="PublicKey">The key that signs it, 32 bytes.</param>
/// <param name="Size">How many leaves it has.</param>
internal sealed record LogRow(short Number, string Origin, byte[] PublicKey, long Size)
{
    /// <summary>The key that verifies it, with its name.</summary>
    public NoteKey Key => new(Origin, NoteSignatureType.Text, PublicKey);
}

/// <summary>Whether an entry of a history is in the log, and where.</summary>
/// <param name="IsForgotten">The organization was forgotten.</param>
/// <param name="Exists">There is such an entry.</param>
/// <param name="Index">Which leaf; null: it is not in it yet.</param>
/// <param name="Salt">What its leaf was made with besides its hash, 16 bytes.</param>
internal sealed record LoggedEntry(bool IsForgotten, bool Exists, long? Index, byte[]? Salt);

/// <summary>Where in the public log an entry is.</summary>
/// <param name="Index">Which leaf, from 0.</param>
/// <param name="LoggedAt">Since when.</param>
internal sealed record LogPlace(long Index, DateTimeOffset LoggedAt);
