using Npgsql;
using StatusLevels.Silo.Sql;

namespace StatusLevels.Api.Delivery.Webhooks;

/// <summary>
/// What waits for an endpoint. The events of one organization are a lane: they go in the order of their numbers, and one that failed holds
/// back those behind it until it has been failing for <see cref="HoldsBack"/>. From then on it is tried beside its lane.
/// </summary>
internal sealed class EndpointQueue(NpgsqlDataSource database, TimeProvider clock)
{
    /// <summary>How long an event that fails holds its lane back: a revocation has to get out.</summary>
    public static readonly TimeSpan HoldsBack = TimeSpan.FromMinutes(10);

    private const string Columns = """
        select d.id, d.organization_id, d.epoch, d.number, d.previous_number, d.replay, d.tries, d.first_failed_at, o.created_at,
               o.id, o.type, o.time, o.data::text, o.status::text, d.endpoint_id
        from statuslevels.deliveries as d
        join statuslevels.outbox as o using (organization_id, epoch, number)

        """;

    // Waits behind one of its organization that failed and is not due again.
    private const string IsHeldBack = """
        exists (
            select from statuslevels.deliveries as h
            where h.channel = 'webhook' and h.status = 'pending' and h.endpoint_id = d.endpoint_id and not h.replay
              and h.organization_id = d.organization_id and h.position < d.position and h.first_failed_at > $2 and h.next_attempt_at > $1)
        """;

    // Those with work. An endpoint that fails waits for its next probe, unless events of one organization alone failed: then one of
    // another, that was not tried, shows whether it is the endpoint.
    private const string WithWork = $"""
        select e.id
        from statuslevels.webhook_endpoints as e
        where e.disabled_at is null
          and case
              when e.failures = 0 or e.next_probe_at <= $1 then exists (
                  select from statuslevels.deliveries as d
                  where d.channel = 'webhook' and d.status = 'pending' and d.endpoint_id = e.id
                    and (e.failures > 0 or (d.next_attempt_at <= $1 and (d.replay or not {IsHeldBack}))))
              when e.failing_lane is not null then exists (
                  select from statuslevels.deliveries as d
                  where d.channel = 'webhook' and d.status = 'pending' and d.endpoint_id = e.id and not d.replay
                    and d.organization_id <> e.failing_lane and d.first_failed_at is null)
              else false
          end
          and not exists (select from statuslevels.delivery_state where held_at is not null)
        """;

    private const string Due = Columns + $"""
        where d.channel = 'webhook' and d.status = 'pending' and d.endpoint_id = $3 and not d.replay and d.next_attempt_at <= $1
          and d.id <> all ($4) and not {IsHeldBack}
        order by d.position limit $5
        """;

    private const string Replays = Columns + """
        where d.channel = 'webhook' and d.status = 'pending' and d.endpoint_id = $1 and d.replay and d.next_attempt_at <= $2
        order by d.position, d.created_at limit $3
        """;

    // The first of each lane; those that failed long enough come when no lane has another. Whatever was tried least comes first.
    private const string Probe = Columns + """
        where d.channel = 'webhook' and d.status = 'pending' and d.endpoint_id = $1 and not d.replay
          and not exists (
              select from statuslevels.deliveries as h
              where h.channel = 'webhook' and h.status = 'pending' and h.endpoint_id = d.endpoint_id and not h.replay
                and h.organization_id = d.organization_id and h.position < d.position
                and (h.first_failed_at is null or h.first_failed_at > $2))
        order by d.first_failed_at <= $2 nulls first, d.tries, d.position limit 1
        """;

    /// <summary>Endpoints that something may be sent to now.</summary>
    public async Task<List<Guid>> WithWorkAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await using var command = database.CreateCommand(WithWork).With(now, now - HoldsBack);
        return await command.ReadAllAsync(row => row.GetGuid(0), cancellationToken);
    }

    /// <summary>The next events that are due, in the order of their places.</summary>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="known">Which ones the caller has already.</param>
    /// <param name="most">How many at most.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<List<DueDelivery>> DueAsync(
        Guid endpoint, IReadOnlyCollection<Guid> known, int most, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await using var command = database.CreateCommand(Due).With(now, now - HoldsBack, endpoint, known.ToArray(), most);
        return await command.ReadAllAsync(Read, cancellationToken);
    }

    /// <summary>What was asked to be sent again, oldest first.</summary>
    public async Task<List<DueDelivery>> ReplaysAsync(Guid endpoint, int most, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Replays).With(endpoint, clock.GetUtcNow(), most);
        return await command.ReadAllAsync(Read, cancellationToken);
    }

    /// <summary>The one event by which an endpoint that fails is tried; null when it is not to be tried now.</summary>
    public async Task<DueDelivery?> ProbeAsync(WebhookTarget target, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await using var command = database.CreateCommand(Probe).With(target.Id, now - HoldsBack);
        var delivery = await command.ReadOneAsync(Read, cancellationToken);
        var isDue = target.NextProbeAt is not { } next || next <= now;
        return isDue || (delivery is { FirstFailedAt: null } && target.FailingLane is { } lane && delivery.Event!.OrganizationId != lane)
            ? delivery
            : null;
    }

    private static DueDelivery Read(NpgsqlDataReader row) => new()
    {
        Id = row.GetGuid(0),
        EndpointId = row.GetGuid(14),
        PreviousNumber = row.ValueOrNull<long>(4),
        Replay = row.GetBoolean(5),
        Tries = row.GetInt32(6),
        FirstFailedAt = row.InstantOrNull(7),
        CreatedAt = row.Instant(8),
        Event = new(
            row.GetString(9), row.GetString(10), row.GetGuid(1), row.GetInt32(2), row.GetInt64(3), row.Instant(11), row.GetString(12),
            row.TextOrNull(13)),
    };
}
