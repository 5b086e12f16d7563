using System.Globalization;
using System.Text.Json;
using Npgsql;
using StatusLevels.Silo.Sql;

namespace StatusLevels.Api.WebhookEndpoints;

/// <summary>Which deliveries of an endpoint are asked for; what is null does not narrow.</summary>
internal sealed record DeliveryQuery(DeliveryStatus? Status, string? Type, Guid? Organization, Guid? After);

/// <summary>What became of a delivery.</summary>
internal enum DeliveryStatus
{
    Pending,
    Delivered,
    Failed,
    Cancelled,
}

/// <summary>Reads what an endpoint was sent.</summary>
internal sealed class DeliveryList(NpgsqlDataSource database)
{
    private const string Columns = """
        d.id, d.organization_id, d.epoch, d.number, d.type, d.status, d.replay, d.tries, d.next_attempt_at, d.created_at, d.ended_at,
        d.last_status_code, d.last_error
        """;

    private const string Page = $"""
        select {Columns}
        from statuslevels.deliveries as d
        where d.endpoint_id = $1 and d.channel = 'webhook'
          and ($2 is null or d.status = $2) and ($3 is null or d.type = $3) and ($4 is null or d.organization_id = $4)
          and ($5 is null or (d.created_at, d.position, d.id) < (
              select l.created_at, l.position, l.id from statuslevels.deliveries as l where l.id = $5 and l.endpoint_id = $1))
        order by d.created_at desc, d.position desc, d.id desc
        limit $6
        """;

    private const string One = $"""
        select {Columns}, d.attempts::text from statuslevels.deliveries as d where d.endpoint_id = $1 and d.channel = 'webhook' and d.id = $2
        """;

    private const string IsOne = "select exists (select from statuslevels.deliveries where endpoint_id = $1 and id = $2)";

    /// <summary>Whether a page of this endpoint can have ended there.</summary>
    public async Task<bool> HasAsync(Guid endpoint, Guid delivery, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(IsOne).With(endpoint, delivery);
        return await command.ExecuteScalarAsync(cancellationToken) is true;
    }

    /// <summary>Those that match, newest first.</summary>
    public async Task<IReadOnlyList<DeliveryReply>> ReadAsync(
        Guid endpoint, DeliveryQuery query, int take, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Page).With(
            endpoint, SqlValue.Word(query.Status), SqlValue.Text(query.Type), SqlValue.Uuid(query.Organization), SqlValue.Uuid(query.After),
            take);
        return await command.ReadAllAsync(Read, cancellationToken);
    }

    /// <summary>One with its tries; null when the endpoint has none with this id.</summary>
    public async Task<DeliveryDetailReply?> FindAsync(Guid endpoint, Guid id, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(One).With(endpoint, id);
        return await command.ReadOneAsync(
            row => new DeliveryDetailReply(
                Read(row), JsonSerializer.Deserialize<IReadOnlyList<TryReply>>(row.GetString(13), ApiJson.Options)!),
            cancellationToken);
    }

    private static DeliveryReply Read(NpgsqlDataReader row)
    {
        var status = row.GetString(5);
        return new()
        {
            Id = row.GetGuid(0),
            EventId = string.Create(CultureInfo.InvariantCulture, $"{row.GetGuid(1):D}/{row.GetInt32(2)}/{row.GetInt64(3)}"),
            Type = row.GetString(4),
            OrganizationId = row.GetGuid(1),
            Status = status,
            Replay = row.GetBoolean(6),
            Attempts = row.GetInt32(7),
            NextAttemptAt = status == "pending" ? row.Instant(8) : null,
            CreatedAt = row.Instant(9),
            DeliveredAt = status == "delivered" ? row.InstantOrNull(10) : null,
            LastStatusCode = row.ValueOrNull<int>(11),
            LastError = row.TextOrNull(12),
        };
    }
}
