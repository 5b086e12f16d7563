using System.Collections.Immutable;
using Npgsql;
using StatusLevels.Grains.Domain;
using StatusLevels.Silo.Sql;

namespace StatusLevels.Silo.UpgradeRequests;

/// <summary>Reads the upgrade requests that the projection wrote: those of one organization, and the review queue of all.</summary>
public sealed class UpgradeRequestList(NpgsqlDataSource database)
{
    private const string Columns = """
        organization_id, id, target_level, status, message, evidence_urls, requested_by, requested_at,
        closed_at, reviewed_by, review_notes, rejection_reason, granted_entry_sequence
        """;

    private const string OfOrganization = $"""
        select {Columns}
        from status_upgrade_requests
        where organization_id = $1 and ($2 is null or (requested_at, id) < ($2, $3))
        order by requested_at desc, id desc
        limit $4
        """;

    // Total and page are of the same moment: one statement. An empty page is one row of nulls beside the total.
    private const string Queue = $"""
        select {Columns}, total
        from (select count(*) as total from status_upgrade_requests where status = $1) as counted
        left join lateral (
            select {Columns}
            from status_upgrade_requests
            where status = $1 and ($2 is null or (requested_at, id) > ($2, $3))
            order by requested_at, id
            limit $4
        ) as page on true
        order by requested_at, id
        """;

    /// <summary>The requests of an organization, newest first.</summary>
    /// <param name="organization">Which one.</param>
    /// <param name="after">The last one of the page before; null for the first page.</param>
    /// <param name="take">How many at most.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<ImmutableArray<StoredUpgradeRequest>> ReadOf(
        OrganizationId organization, UpgradeRequestPlace? after, int take, CancellationToken cancellationToken)
    {
        await using var command = Page(OfOrganization, organization.Value, after, take);
        return [.. await command.ReadAllAsync(StoredUpgradeRequest.Of, cancellationToken)];
    }

    /// <summary>The requests that stand like this, oldest first, and how many there are in all.</summary>
    /// <param name="status">Where they stand.</param>
    /// <param name="after">The last one of the page before; null for the first page.</param>
    /// <param name="take">How many at most.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<(ImmutableArray<StoredUpgradeRequest> Items, long Total)> ReadQueue(
        UpgradeRequestStatus status, UpgradeRequestPlace? after, int take, CancellationToken cancellationToken)
    {
        await using var command = Page(Queue, Words.Of(status), after, take);
        var (items, total) = await command.ReadCountedAsync(
            StoredUpgradeRequest.Columns, first: 0, StoredUpgradeRequest.Of, cancellationToken);
        return ([.. items], total);
    }

    private NpgsqlCommand Page(string sql, object which, UpgradeRequestPlace? after, int take) =>
        database.CreateCommand(sql).With(which, SqlValue.Instant(after?.RequestedAt), SqlValue.Uuid(after?.Id), take);
}

/// <summary>Where a request stands in a list.</summary>
public sealed record UpgradeRequestPlace(DateTimeOffset RequestedAt, Guid Id);

/// <summary>An upgrade request as it is stored.</summary>
/// <param name="ClosedBy">Who answered or cancelled it.</param>
/// <param name="ReviewNotes">Free text, for platform admins only.</param>
/// <param name="RejectionReason">Free text for the organization.</param>
/// <param name="GrantSequence">The number of the history entry that gave the level.</param>
public sealed record StoredUpgradeRequest(
    OrganizationId OrganizationId,
    Guid Id,
    StatusLevel Level,
    UpgradeRequestStatus Status,
    string? Message,
    ImmutableArray<string> EvidenceUrls,
    string? RequestedBy,
    DateTimeOffset RequestedAt,
    DateTimeOffset? ClosedAt,
    string? ClosedBy,
    string? ReviewNotes,
    string? RejectionReason,
    long? GrantSequence)
{
    internal const int Columns = 13;

    /// <summary>Its place in the lists.</summary>
    public UpgradeRequestPlace Place => new(RequestedAt, Id);

    internal static StoredUpgradeRequest Of(NpgsqlDataReader row) => new(
        new OrganizationId(row.GetGuid(0)), row.GetGuid(1), row.Member<StatusLevel>(2), row.Member<UpgradeRequestStatus>(3),
        row.TextOrNull(4), [.. row.GetFieldValue<string[]>(5)], row.TextOrNull(6), row.Instant(7),
        row.InstantOrNull(8), row.TextOrNull(9), row.TextOrNull(10), row.TextOrNull(11), row.ValueOrNull<long>(12));
}
