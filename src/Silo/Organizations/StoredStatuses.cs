using System.Collections.Immutable;
using Npgsql;
using StatusLevels.Grains.Contracts;
using StatusLevels.Grains.Domain;
using StatusLevels.Silo.Sql;

namespace StatusLevels.Silo.Organizations;

/// <summary>
/// What anyone may see of organizations, from the rows that every write of theirs projects, without waking them. The rows are of the same
/// transaction as the state, and one statement reads them: what was acknowledged before it began is in them, wherever the organization
/// lives.
/// </summary>
public sealed class StoredStatuses(NpgsqlDataSource database, TimeProvider clock)
{
    private const string Find = """
        select s.version, s.next_due, l.id, l.level, l.granted_at, l.valid_until, l.last_verified_at
        from organization_status as s
        left join organization_status_levels as l on l.organization_id = s.organization_id and level_counts(l.state, l.counts_until, $2)
        where s.organization_id = $1
        order by l.level
        """;

    /// <summary>The status as the organization itself would tell it; one that was never touched has version 0.</summary>
    /// <returns>Null when something has fallen due that is not settled: then it has to be asked.</returns>
    public async Task<PublicStatus?> ReadAsync(OrganizationId organization, CancellationToken cancellationToken)
    {
        var (version, due) = (0L, (DateTimeOffset?)null);
        var levels = ImmutableArray.CreateBuilder<PublicLevel>();
        await using var command = database.CreateCommand(Find);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = organization.Value });
        command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = clock.GetUtcNow().UtcDateTime });
        await using (var row = await command.ExecuteReaderAsync(cancellationToken))
        {
            while (await row.ReadAsync(cancellationToken))
            {
                (version, due) = (row.GetInt64(0), row.InstantOrNull(1));
                if (!row.IsDBNull(2))
                {
                    levels.Add(Level(row));
                }
            }
        }

        return due <= clock.GetUtcNow() ? null : new PublicStatus(organization, version, levels.ToImmutable(), due);
    }

    private static PublicLevel Level(NpgsqlDataReader row) => new(
        row.GetGuid(2), row.Member<StatusLevel>(3), row.Instant(4), row.InstantOrNull(5), row.InstantOrNull(6));
}
