using System.Collections.Immutable;
using Npgsql;
using NpgsqlTypes;
using StatusLevels.Grains.Domain;

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
        await using var command = database.CreateCommand(OfOrganization);
        command.Parameters.Add(new() { Value = organization.Value });
        AddPage(command, after, take);
        return (await Read(command, cancellationToken)).Items;
    }

    /// <summary>The requests that stand like this, oldest first, and how many there are in all.</summary>
    /// <param name="status">Where they stand.</param>
    /// <param name="after">The last one of the page before; null for the first page.</param>
    /// <param name="take">How many at most.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<(ImmutableArray<StoredUpgradeRequest> Items, long Total)> ReadQueue(
        UpgradeRequestStatus status, UpgradeRequestPlace? after, int take, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Queue);
        command.Parameters.Add(new() { Value = Words.Of(status) });
        AddPage(command, after, take);
        return await Read(command, cancellationToken);
    }

    private static void AddPage(NpgsqlCommand command, UpgradeRequestPlace? after, int take)
    {
        command.Parameters.Add(new() { Value = after is { } last ? last.RequestedAt : DBNull.Value, NpgsqlDbType = NpgsqlDbType.TimestampTz });
        command.Parameters.Add(new() { Value = after is { } place ? place.Id : DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid });
        command.Parameters.Add(new() { Value = take });
    }

    private static async Task<(ImmutableArray<StoredUpgradeRequest> Items, long Total)> Read(NpgsqlCommand command, CancellationToken cancellationToken)
    {
        var items = ImmutableArray.CreateBuilder<StoredUpgradeRequest>();
        var total = 0L;
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var hasTotal = reader.FieldCount > StoredUpgradeRequest.Columns;
        while (await reader.ReadAsync(cancellationToken))
        {
            total = hasTotal ? reader.GetInt64(StoredUpgradeRequest.Columns) : 0;
            if (!reader.IsDBNull(0))
            {
                items.Add(StoredUpgradeRequest.Of(reader));
            }
        }

        return (items.DrainToImmutable(), total);
    }
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
        new OrganizationId(row.GetGuid(0)), row.GetGuid(1), Member<StatusLevel>(row.GetString(2)), Member<UpgradeRequestStatus>(row.GetString(3)),
        Text(row, 4), [.. row.GetFieldValue<string[]>(5)], Text(row, 6), row.GetFieldValue<DateTimeOffset>(7),
        row.IsDBNull(8) ? null : row.GetFieldValue<DateTimeOffset>(8), Text(row, 9), Text(row, 10), Text(row, 11),
        row.IsDBNull(12) ? null : row.GetInt64(12));

    private static string? Text(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    private static TEnum Member<TEnum>(string word) where TEnum : struct, Enum =>
        Words.TryParse<TEnum>(word, out var member) ? member : throw new InvalidDataException($"A request holds \"{word}\", which is no {typeof(TEnum).Name}.");
}
