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
        closed_at, reviewed_by, review_notes, rejection_reason, granted_entry_sequence, comment
        """;

    private const string OfOrganization = $"""
        select {Columns}
        from status_upgrade_requests
        where organization_id = $1 and ($2 is null or (requested_at, id) < ($2, $3))
        order by requested_at desc, id desc
        limit $4
        """;

    private const string One = $"select {Columns} from status_upgrade_requests where organization_id = $1 and id = $2";

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

    /// <summary>One request of an organization; null when it has none with this id.</summary>
    public async Task<StoredUpgradeRequest?> Find(OrganizationId organization, Guid id, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(One).With(organization.Value, id);
        return await command.ReadOneAsync(StoredUpgradeRequest.Of, cancellationToken);
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
public sealed record StoredUpgradeRequest
{
    internal const int Columns = 14;

    public required OrganizationId OrganizationId { get; init; }

    public required Guid Id { get; init; }

    public required StatusLevel Level { get; init; }

    public required UpgradeRequestStatus Status { get; init; }

    public required string? Message { get; init; }

    public required ImmutableArray<string> EvidenceUrls { get; init; }

    public required string? RequestedBy { get; init; }

    public required DateTimeOffset RequestedAt { get; init; }

    public required DateTimeOffset? ClosedAt { get; init; }

    /// <summary>Who answered or cancelled it.</summary>
    public required string? ClosedBy { get; init; }

    /// <summary>Free text, for platform admins only.</summary>
    public required string? ReviewNotes { get; init; }

    /// <summary>Free text for the organization: why it was rejected.</summary>
    public required string? RejectionReason { get; init; }

    /// <summary>The number of the history entry that gave the level.</summary>
    public required long? GrantSequence { get; init; }

    /// <summary>Free text for the organization.</summary>
    public required string? Comment { get; init; }

    /// <summary>Its place in the lists.</summary>
    public UpgradeRequestPlace Place => new(RequestedAt, Id);

    internal static StoredUpgradeRequest Of(NpgsqlDataReader row) => new()
    {
        OrganizationId = new OrganizationId(row.GetGuid(0)),
        Id = row.GetGuid(1),
        Level = row.Member<StatusLevel>(2),
        Status = row.Member<UpgradeRequestStatus>(3),
        Message = row.TextOrNull(4),
        EvidenceUrls = [.. row.GetFieldValue<string[]>(5)],
        RequestedBy = row.TextOrNull(6),
        RequestedAt = row.Instant(7),
        ClosedAt = row.InstantOrNull(8),
        ClosedBy = row.TextOrNull(9),
        ReviewNotes = row.TextOrNull(10),
        RejectionReason = row.TextOrNull(11),
        GrantSequence = row.ValueOrNull<long>(12),
        Comment = row.TextOrNull(13),
    };
}
