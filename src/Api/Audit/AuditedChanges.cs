using Npgsql;
using StatusLevels.Api.Problems;
using StatusLevels.Grains.Domain;

namespace StatusLevels.Api.Audit;

/// <summary>Runs each change of administration in one transaction with its audit rows: both are kept, or neither.</summary>
internal sealed class AuditedChanges(NpgsqlDataSource database, TimeProvider time)
{
    /// <summary>Runs a change. One that is refused leaves nothing behind.</summary>
    public async Task<(T? Value, AdminRefusal? Refusal)> RunAsync<T>(
        AuditOrigin origin, Func<AuditedChange, Task<(T? Value, AdminRefusal? Refusal)>> change, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        (T? Value, AdminRefusal? Refusal) outcome;
        try
        {
            outcome = await change(new AuditedChange(transaction, origin, Instant.Truncate(time.GetUtcNow()), cancellationToken));
        }
        catch (PostgresException exception) when (Taken(exception) is { } refusal)
        {
            return (default, refusal);
        }

        if (outcome.Refusal is null)
        {
            await CommitAsync(transaction);
        }

        return outcome;
    }

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

    /// <summary>Two may ask for the same at once; the database's unique keys decide who gets it.</summary>
    private static AdminRefusal? Taken(PostgresException exception) => (exception.SqlState, exception.ConstraintName) switch
    {
        (PostgresErrorCodes.UniqueViolation, "users_email_key") => AdminRefusal.EmailTaken,
        (PostgresErrorCodes.UniqueViolation, "organizations_slug_key") => AdminRefusal.SlugTaken,
        _ => null,
    };
}
