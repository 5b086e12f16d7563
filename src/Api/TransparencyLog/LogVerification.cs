using Npgsql;
using StatusLevels.Silo;
using StatusLevels.Silo.Sql;

namespace StatusLevels.Api.TransparencyLog;

/// <summary>Verifies a public log from outside, a database against its log, or both against each other.</summary>
/// <param name="remote">A log as anybody reads it; null: none.</param>
/// <param name="database">A database; null: none.</param>
/// <param name="pinned">The key of the log; null: the one that it says itself.</param>
/// <param name="former">A checkpoint of it that was seen before; null: none.</param>
internal sealed class LogVerification(RemoteLog? remote, NpgsqlDataSource? database, NoteKey? pinned, SignedNote? former)
{
    private const string Logs = "select number, origin, public_key, size from statuslevels.logs where closed_at is null";

    /// <exception cref="StartupException">It cannot be verified: the sentence says why.</exception>
    public async Task<Verified> RunAsync(CancellationToken cancellationToken)
    {
        var row = database is null ? null : await RowAsync(database, cancellationToken);
        var key = pinned ?? (remote is not null
            ? await remote.KeyAsync(cancellationToken)
            : row!.Key);
        List<(string Where, SignedNote Note)> notes = [];
        if (former is not null)
        {
            notes.Add(("the earlier checkpoint", former));
        }

        if (remote is not null)
        {
            notes.Add(("the checkpoint that is served", await remote.CheckpointAsync(cancellationToken)));
        }

        if (row is not null)
        {
            notes.Add(("the checkpoint of the database", await new LogStore(database!).NewestAsync(row.Number, cancellationToken)
                ?? throw new StartupException("The log of this database is still empty.")));
        }

        var signed = notes.ConvertAll(one => (one.Where, Checkpoint: Signed(one.Where, one.Note, key)));
        var check = new LogCheck(signed);
        List<LogFault> faults = [];
        if (row is not null)
        {
            var audit = new LogAudit(database!);
            LogPart part;
            do
            {
                part = await audit.CompareAsync(row.Number, check.Size, cancellationToken);
                await check.AddAsync(part.Leaves);
                faults.AddRange(part.Faults);
            }
            while (part.Leaves.Count == LogAudit.Step);
            faults.AddRange(await audit.CompareWholeAsync(row.Number, cancellationToken));
        }
        else
        {
            for (var size = signed[^1].Checkpoint.Size; check.Size < size;)
            {
                await check.AddAsync(await remote!.LeavesAsync(check.Size, size, cancellationToken));
            }
        }

        faults.AddRange(await check.EndAsync());
        return new(signed[^1].Checkpoint, notes[^1].Note, key, faults);
    }

    private static Checkpoint Signed(string where, SignedNote note, NoteKey key)
    {
        if (!note.IsSignedBy(key) || Checkpoint.Parse(note.Text) is not { } checkpoint)
        {
            throw new StartupException($"{where} is not signed by {key}.");
        }

        return checkpoint.Origin == key.Name
            ? checkpoint
            : throw new StartupException($"{where} is of the log {checkpoint.Origin}, and the key is that of {key.Name}.");
    }

    private static async Task<LogRow> RowAsync(NpgsqlDataSource database, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Logs);
        return await command.ReadOneAsync(LogStore.Row, cancellationToken)
            ?? throw new StartupException("This database has no public log: it begins when the product runs with PUBLIC_BASE_URL and LOG_SIGNING_KEY.");
    }
}

/// <summary>What verifying found.</summary>
/// <param name="Newest">The newest checkpoint.</param>
/// <param name="Note">The same, signed.</param>
/// <param name="Key">Whose signature was verified.</param>
/// <param name="Faults">What is wrong; empty: nothing is.</param>
internal sealed record Verified(Checkpoint Newest, SignedNote Note, NoteKey Key, IReadOnlyList<LogFault> Faults);
