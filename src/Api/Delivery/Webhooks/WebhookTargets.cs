using Npgsql;
using StatusLevels.Silo.Sql;

namespace StatusLevels.Api.Delivery.Webhooks;

/// <summary>Reads endpoints as they are sent to, with their secrets opened.</summary>
internal sealed class WebhookTargets(NpgsqlDataSource database, SealedSecrets secrets)
{
    private const string These = """
        select id, organization_id, owned_by, url, content_type, max_in_flight, secret, previous_secret, previous_expires_at,
               disabled_at is not null, failures, next_probe_at, failing_lane
        from statuslevels.webhook_endpoints
        where id = any ($1)
        """;

    /// <summary>The endpoint; null when there is none, or its secret cannot be opened with any key that is listed.</summary>
    public async Task<WebhookTarget?> FindAsync(Guid id, CancellationToken cancellationToken) =>
        await ReadAsync([id], cancellationToken) is [var only] ? only : null;

    /// <summary>Those of them that there are, and whose secrets can be opened.</summary>
    public async Task<IReadOnlyList<WebhookTarget>> ReadAsync(IReadOnlyCollection<Guid> ids, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(These).With(ids.ToArray());
        return [.. (await command.ReadAllAsync(Read, cancellationToken)).OfType<WebhookTarget>()];
    }

    private WebhookTarget? Read(NpgsqlDataReader row)
    {
        var id = row.GetGuid(0);
        return secrets.Open(id, row.GetFieldValue<byte[]>(6)) is not { } secret ? null : new WebhookTarget
        {
            Id = id,
            OrganizationId = row.ValueOrNull<Guid>(1),
            IsOfPlatform = row.GetString(2) == "platform",
            Url = new Uri(row.GetString(3)),
            ContentType = row.GetString(4),
            MaxInFlight = row.GetInt32(5),
            Secret = secret,
            PreviousSecret = row.IsDBNull(7) ? null : secrets.Open(id, row.GetFieldValue<byte[]>(7)),
            PreviousExpiresAt = row.InstantOrNull(8),
            IsDisabled = row.GetBoolean(9),
            Failures = row.GetInt32(10),
            NextProbeAt = row.InstantOrNull(11),
            FailingLane = row.ValueOrNull<Guid>(12),
        };
    }
}
