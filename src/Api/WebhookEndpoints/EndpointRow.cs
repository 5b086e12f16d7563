using Npgsql;
using StatusLevels.Silo.Sql;

namespace StatusLevels.Api.WebhookEndpoints;

/// <summary>Endpoints as rows.</summary>
internal static class EndpointRow
{
    /// <summary>What <see cref="Read"/> reads, of <c>webhook_endpoints as e</c>.</summary>
    public const string Columns = """
        e.id, e.organization_id, e.owned_by, e.url, e.description, e.event_types, e.content_type, e.max_in_flight, e.disabled_reason,
        e.disabled_at, e.failing_since, case when e.previous_expires_at > $1 then e.previous_expires_at end, e.created_at, e.updated_at,
        e.version,
        (select array[
             count(*) filter (where d.status = 'delivered'), count(*) filter (where d.status = 'pending'),
             count(*) filter (where d.status = 'failed'), count(*) filter (where d.status = 'cancelled')]
         from statuslevels.deliveries as d
         where d.endpoint_id = e.id and d.channel = 'webhook' and d.created_at > $1 - interval '24 hours')
        """;

    /// <summary>What <see cref="EndpointReply.State"/> says.</summary>
    public const string State =
        "case when e.disabled_at is not null then 'disabled' when e.failing_since is not null then 'failing' else 'active' end";

    /// <summary>
    /// Those that a scope may see: $2 is whose they are, $3 the organization, null for the platform's. An organization sees also what the
    /// platform keeps for it.
    /// </summary>
    public const string InSight = "(e.owned_by = $2 or $3 is not null) and ($3 is null or e.organization_id = $3)";

    public static EndpointReply Read(NpgsqlDataReader row)
    {
        var (disabledAt, failingSince) = (row.InstantOrNull(9), row.InstantOrNull(10));
        var counts = row.GetFieldValue<long[]>(15);
        return new()
        {
            Id = row.GetGuid(0),
            OrganizationId = row.ValueOrNull<Guid>(1),
            OwnedBy = row.GetString(2),
            Url = row.GetString(3),
            Description = row.TextOrNull(4),
            EventTypes = row.IsDBNull(5) ? null : row.GetFieldValue<string[]>(5),
            ContentType = row.GetString(6),
            MaxInFlight = row.GetInt32(7),
            State = disabledAt is not null ? "disabled" : failingSince is not null ? "failing" : "active",
            DisabledReason = row.TextOrNull(8),
            DisabledAt = disabledAt,
            FailingSince = failingSince,
            DisablesAt = disabledAt is null ? failingSince + EndpointRules.LongestFailing : null,
            PreviousExpiresAt = row.InstantOrNull(11),
            CreatedAt = row.Instant(12),
            UpdatedAt = row.Instant(13),
            Version = row.GetInt64(14),
            Last24Hours = new((int)counts[0], (int)counts[1], (int)counts[2], (int)counts[3]),
        };
    }
}
