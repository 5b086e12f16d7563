using Npgsql;
using StatusLevels.Grains.Domain;
using StatusLevels.Grains.Organizations;
using StatusLevels.Silo.Sql;

namespace StatusLevels.Silo.Reminders;

/// <summary>Compares what is due by the read model with the reminders that are armed, a step along the due instants at a time.</summary>
internal sealed class LaggingReminders(NpgsqlDataSource database)
{
    // Both tables as of one moment: a change in the middle of its way shows a reminder that is early, never one that is late.
    private const string Due = """
        with step as materialized (
            select organization_id, next_due
            from organization_status
            where next_due is not null and (next_due, organization_id) > ($1, $2) and next_due < $3
            order by next_due, organization_id
            limit $4)
        """;

    // A subquery is looked up row by row, through the key: a join may become a scan of every reminder once the statement is prepared.
    private const string Armed = """

        select step.organization_id, step.next_due,
               (select armed.starttime from orleansreminderstable as armed
                where armed.serviceid = $5 and armed.grainid = $6 || replace(step.organization_id::text, '-', '')
                  and armed.remindername = $7)
        from step
        order by step.next_due, step.organization_id
        """;

    private const string Some = """
        select step.organization_id, step.next_due,
               (select armed.starttime from orleansreminderstable as armed
                where armed.serviceid = $2 and armed.grainid = $3 || replace(step.organization_id::text, '-', '')
                  and armed.remindername = $4)
        from organization_status as step
        where step.organization_id = any ($1) and step.next_due is not null
        """;

    private const string GrainIdPrefix = StorageNames.GrainType + "/";

    // Npgsql reads it as infinity.
    private static readonly DateTime End = DateTime.SpecifyKind(DateTime.MaxValue, DateTimeKind.Utc);

    /// <summary>The next organizations in the order of their due instants, with their reminders.</summary>
    /// <param name="after">Where the last step ended.</param>
    /// <param name="until">Exclusive bound of the due instants; null: none.</param>
    /// <param name="most">How many organizations.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task<List<ArmedReminder>> ReadStepAsync(
        WalkPosition after, DateTimeOffset? until, int most, CancellationToken cancellationToken) =>
        ReadAsync(
            Due + Armed,
            [
                after.Due, after.Organization, until?.UtcDateTime ?? End, most,
                StorageNames.ServiceId, GrainIdPrefix, StorageNames.Reminder,
            ],
            cancellationToken);

    /// <summary>These organizations, as they stand now.</summary>
    public Task<List<ArmedReminder>> ReadAsync(IEnumerable<OrganizationId> organizations, CancellationToken cancellationToken) => ReadAsync(
        Some,
        [organizations.Select(organization => organization.Value).ToArray(), StorageNames.ServiceId, GrainIdPrefix, StorageNames.Reminder],
        cancellationToken);

    private async Task<List<ArmedReminder>> ReadAsync(string sql, object[] values, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(sql).With(values);
        return await command.ReadAllAsync(
            row => new ArmedReminder(new OrganizationId(row.GetGuid(0)), row.GetDateTime(1), row.ValueOrNull<DateTime>(2)),
            cancellationToken);
    }
}

/// <summary>An organization for which something falls due, and its reminder.</summary>
/// <param name="Organization">Which.</param>
/// <param name="Due">When.</param>
/// <param name="StartsAt">When its reminder fires first; null: there is none.</param>
internal sealed record ArmedReminder(OrganizationId Organization, DateTime Due, DateTime? StartsAt)
{
    /// <summary>Whether it would wake its organization too late, or never.</summary>
    public bool Lags(TimeSpan tolerance) => StartsAt is not { } starts || starts - Due > tolerance;
}

/// <summary>How far a walk along the due instants has come.</summary>
internal sealed record WalkPosition(DateTime Due, Guid Organization)
{
    /// <summary>Before everything that is due.</summary>
    public static WalkPosition Start { get; } = new(DateTime.SpecifyKind(DateTime.MinValue, DateTimeKind.Utc), Guid.Empty);
}
