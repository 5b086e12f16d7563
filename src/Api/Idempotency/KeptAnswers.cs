using System.Text.Json;
using Npgsql;
using StatusLevels.Grains.Contracts;
using StatusLevels.Silo.Sql;

namespace StatusLevels.Api.Idempotency;

/// <summary>
/// The answers that are kept under idempotency keys, in PostgreSQL. Those of organizations are saved by the projection of their
/// changes; all others here, in the transaction of the change.
/// </summary>
internal sealed class KeptAnswers(NpgsqlDataSource database, TimeProvider time)
{
    private const string Find = """
        select encode(fingerprint, 'hex'), answer::text from statuslevels.idempotency_keys where id = decode($1, 'hex') and expires_at > $2
        """;

    private const string Wait = "set local lock_timeout = '3s'";

    // Whoever uses the key at this moment is waited for. One whose time is over is taken anew.
    private const string Claim = """
        insert into statuslevels.idempotency_keys as kept (id, organization_id, fingerprint, answered_at, expires_at)
        values (decode($1, 'hex'), $2, decode($3, 'hex'), $4, $5)
        on conflict (id) do update
        set (organization_id, fingerprint, answer, answered_at, expires_at)
          = (excluded.organization_id, excluded.fingerprint, null, excluded.answered_at, excluded.expires_at)
        where kept.expires_at <= excluded.answered_at
        """;

    private const string WaitNoMore = "set local lock_timeout to default";

    private const string Complete = "update statuslevels.idempotency_keys set answer = $2 where id = decode($1, 'hex')";

    /// <summary>The answer under this key; null when there is none, or its time is over.</summary>
    public async Task<KeptAnswer?> FindAsync(CallKey key, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Find);
        return await FindAsync(command, key, cancellationToken);
    }

    /// <summary>
    /// Makes a change that is not an organization's in one transaction with its answer, or finds the answer that is there.
    /// </summary>
    /// <param name="keyed">Null: the change is made, and no answer kept.</param>
    /// <param name="change">Makes it. What is not done is taken back.</param>
    /// <param name="holdsSecret">The answer is not for keeping.</param>
    /// <param name="cancellationToken">Stops it before it is committed.</param>
    /// <exception cref="ProblemException">The key is another request's, or nobody knows whether the change was made.</exception>
    public async Task<T?> RunAsync<T>(
        KeyedRequest? keyed, Func<NpgsqlTransaction, Task<(T? Value, bool IsDone)>> change, bool holdsSecret,
        CancellationToken cancellationToken)
    {
        try
        {
            return await RunOnceAsync(keyed, change, holdsSecret, cancellationToken);
        }
        catch (ProblemException lost) when (keyed is not null && lost.Problem == Problem.OutcomeUnknown)
        {
            // It can be asked again: either the answer is there, or nothing was done.
            try
            {
                return await RunOnceAsync(keyed, change, holdsSecret, cancellationToken);
            }
            catch (Exception away) when (ExceptionProblems.IsDatabaseAway(away))
            {
                throw new ProblemException(Problem.OutcomeUnknown);
            }
        }
    }

    /// <summary>The same for an answer that changes nothing.</summary>
    public async Task<T> AnswerAsync<T>(KeyedRequest? keyed, Func<Task<T>> answer, CancellationToken cancellationToken)
    {
        if (keyed is null)
        {
            return await answer();
        }

        if (await FindAsync(keyed.Key, cancellationToken) is { } kept)
        {
            return Read<T>(keyed.Replay(kept));
        }

        var found = await answer();
        return (await RunAsync<T>(keyed, _ => Task.FromResult<(T?, bool)>((found, true)), holdsSecret: false, cancellationToken))!;
    }

    /// <summary>A refused request is none the less the same again, when its key has an answer that held a secret.</summary>
    /// <exception cref="ProblemException">It has one.</exception>
    public async Task RefuseReplayAsync(KeyedRequest? keyed, CancellationToken cancellationToken)
    {
        if (keyed is not null && await FindAsync(keyed.Key, cancellationToken) is { } kept)
        {
            keyed.Replay(kept);
        }
    }

    /// <summary>Keeps an answer that changed nothing.</summary>
    /// <returns>Null, or the answer that somebody else has kept meanwhile.</returns>
    public async Task<KeptAnswer?> KeepAsync(KeyedRequest keyed, string json, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (await ClaimAsync(transaction, keyed, cancellationToken) is { } other)
        {
            return other;
        }

        await CompleteAsync(transaction, keyed.Key, json, cancellationToken);
        await transaction.CommitAsync(CancellationToken.None);
        return null;
    }

    private async Task<T?> RunOnceAsync<T>(
        KeyedRequest? keyed, Func<NpgsqlTransaction, Task<(T? Value, bool IsDone)>> change, bool holdsSecret,
        CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (keyed is not null && await ClaimAsync(transaction, keyed, cancellationToken) is { } kept)
        {
            return Read<T>(keyed.Replay(kept));
        }

        var (value, isDone) = await change(transaction);
        if (!isDone)
        {
            return value;
        }

        if (keyed is not null && !holdsSecret)
        {
            await CompleteAsync(transaction, keyed.Key, JsonSerializer.Serialize(value, ApiJson.Options), CancellationToken.None);
        }

        await CommitAsync(transaction);
        return value;
    }

    /// <returns>Null when the key is this transaction's now, else the answer that it has.</returns>
    private async Task<KeptAnswer?> ClaimAsync(NpgsqlTransaction transaction, KeyedRequest keyed, CancellationToken cancellationToken)
    {
        var now = Instant.Truncate(time.GetUtcNow());
        await using var batch = new NpgsqlBatch(transaction.Connection, transaction);
        var claim = new NpgsqlBatchCommand(Claim).With(
            keyed.Key.Id, SqlValue.Uuid(keyed.Organization), keyed.Key.Fingerprint, now, now + keyed.Kept);
        batch.BatchCommands.Add(new(Wait));
        batch.BatchCommands.Add(claim);
        batch.BatchCommands.Add(new(WaitNoMore));
        try
        {
            await batch.ExecuteNonQueryAsync(cancellationToken);
        }
        catch (PostgresException busy) when (busy.SqlState == PostgresErrorCodes.LockNotAvailable)
        {
            throw new ProblemException(Problem.IdempotencyInProgress);
        }

        if (claim.RecordsAffected == 1)
        {
            return null;
        }

        await using var find = transaction.Command(Find);
        return await FindAsync(find, keyed.Key, cancellationToken) ?? throw new ProblemException(Problem.IdempotencyInProgress);
    }

    private static async Task CompleteAsync(NpgsqlTransaction transaction, CallKey key, string json, CancellationToken cancellationToken)
    {
        await using var command = transaction.Command(Complete).With(key.Id, SqlValue.Json(json));
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private async Task<KeptAnswer?> FindAsync(NpgsqlCommand command, CallKey key, CancellationToken cancellationToken)
    {
        command.With(key.Id, time.GetUtcNow());
        return await command.ReadOneAsync(row => new KeptAnswer(row.GetString(0), row.TextOrNull(1)), cancellationToken);
    }

    private static T Read<T>(string json) => JsonSerializer.Deserialize<T>(json, ApiJson.Options)!;

    // Not with the token of the request: a commit that is under way can no longer be taken back.
    private static async Task CommitAsync(NpgsqlTransaction transaction)
    {
        try
        {
            await transaction.CommitAsync(CancellationToken.None);
        }
        catch (NpgsqlException)
        {
            throw new ProblemException(Problem.OutcomeUnknown);
        }
    }
}
