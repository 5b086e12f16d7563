using Npgsql;
using StatusLevels.Silo.Sql;

namespace StatusLevels.Bench;

/// <summary>What callers were told is compared with what is there.</summary>
internal static class AcknowledgedGrants
{
    /// <summary>How many organizations whose one grant was acknowledged have no entry, or more than one, in the history.</summary>
    public static async Task<long> CountLostAsync(
        NpgsqlDataSource database, IEnumerable<Guid> acknowledged, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("""
            select count(*) from unnest($1) as told (organization)
            where 1 <> (
            select count(*) from statuslevels.organization_status_history as entry where entry.organization_id = told.organization)
            """);
        command.With(acknowledged.ToArray());
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }
}
