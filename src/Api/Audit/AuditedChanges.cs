using Npgsql;
using StatusLevels.Api.Idempotency;

namespace StatusLevels.Api.Audit;

/// <summary>
/// Runs each change of administration in one transaction with its audit rows, and with the answer that is kept under its key: all of them,
/// or none.
/// </summary>
internal sealed class AuditedChanges(KeptAnswers answers, TimeProvider time)
{
    /// <summary>
    /// Runs a change. One that is refused leaves nothing behind, nor does a rehearsal; one that was made under the same key before is not
    /// made again.
    /// </summary>
    public async Task<(T? Value, AdminRefusal? Refusal)> RunAsync<T>(
        AuditOrigin origin, Func<AuditedChange, Task<(T? Value, AdminRefusal? Refusal)>> change, CancellationToken cancellationToken,
        bool holdsSecret = false, bool isRehearsal = false)
    {
        AdminRefusal? refusal = null;
        try
        {
            var value = await answers.RunAsync<T>(
                origin.Keyed,
                async transaction =>
                {
                    // From here on a caller who gives up changes nothing: a write that is under way is brought to its end.
                    (var made, refusal) = await change(
                        new AuditedChange(transaction, origin, Instant.Truncate(time.GetUtcNow()), CancellationToken.None));
                    return (made, refusal is null && !isRehearsal);
                },
                holdsSecret, cancellationToken);
            return (value, refusal);
        }
        catch (PostgresException exception) when (Taken(exception) is { } taken)
        {
            return (default, taken);
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
