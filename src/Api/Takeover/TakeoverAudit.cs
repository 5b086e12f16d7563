using Npgsql;
using StatusLevels.Api.Audit;

namespace StatusLevels.Api.Takeover;

/// <summary>What of a takeover is told in the audit of administration.</summary>
internal static class TakeoverAudit
{
    private const string SubjectId = "accept-all";

    /// <summary>Before it begins: levels are let in that nobody has looked at.</summary>
    public static async Task RecordAllAcceptedAsync(NpgsqlDataSource database, TimeProvider clock, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await AuditTrail.AppendAsync(
            transaction, AuditOrigin.System, new(AuditActions.TakeoverAllAccepted, AuditSubjects.Takeover, SubjectId, null, null),
            Instant.Truncate(clock.GetUtcNow()), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }
}
