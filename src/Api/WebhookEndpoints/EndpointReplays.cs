using StatusLevels.Api.Audit;
using StatusLevels.Api.Delivery;
using StatusLevels.Silo.Sql;

namespace StatusLevels.Api.WebhookEndpoints;

/// <summary>Sends again on request: the same event, the same id, in a lane behind what happens now.</summary>
internal sealed class EndpointReplays(EndpointChanges endpoints, DeliverySettings settings, DeliverySignal made)
{
    /// <summary>How much may be asked for at once.</summary>
    public const int Most = 100_000;

    // $2 and $3: from when to when; $4: of which types; $5: only what was given up. The number before it is the one it was told then.
    private const string Insert = """
        with wanted as (
            select e.id as endpoint_id, o.organization_id, o.epoch, o.number, o.version, o.type, o.position, first.previous_number
            from statuslevels.webhook_endpoints as e
            join statuslevels.outbox as o
              on (e.organization_id is null or (e.organization_id = o.organization_id and o.type <> 'status.organization.forgotten'))
             and (e.event_types is null or o.type = any (e.event_types))
            left join statuslevels.deliveries as first
              on first.endpoint_id = e.id and first.channel = 'webhook' and not first.replay
             and (first.organization_id, first.epoch, first.number) = (o.organization_id, o.epoch, o.number)
            where e.id = $1 and o.created_at >= $2 and o.created_at < $3 and o.position is not null
              and ($4::text[] is null or o.type = any ($4)) and (not $5 or first.status = 'failed')
            order by o.position
            limit $6)
        insert into statuslevels.deliveries
            (channel, endpoint_id, organization_id, epoch, number, version, type, position, previous_number, replay, created_at,
             next_attempt_at)
        select 'webhook', w.endpoint_id, w.organization_id, w.epoch, w.number, w.version, w.type, w.position, w.previous_number, true, $7, $7
        from wanted as w
        on conflict do nothing
        """;

    // What waited when it was disabled, too.
    private const string Requeue = """
        insert into statuslevels.deliveries
            (channel, endpoint_id, organization_id, epoch, number, version, type, position, previous_number, replay, created_at,
             next_attempt_at)
        select 'webhook', d.endpoint_id, d.organization_id, d.epoch, d.number, d.version, d.type, d.position, d.previous_number, true, $3, $3
        from statuslevels.deliveries as d
        join statuslevels.outbox as o on (o.organization_id, o.epoch, o.number) = (d.organization_id, d.epoch, d.number)
        where d.endpoint_id = $1 and d.channel = 'webhook' and d.status = 'cancelled' and d.ended_at >= $2
        order by d.position
        limit $4
        on conflict do nothing
        """;

    private const string Resend = """
        with once_more as (
            insert into statuslevels.deliveries
                (channel, endpoint_id, organization_id, epoch, number, version, type, position, previous_number, replay, created_at,
                 next_attempt_at)
            select 'webhook', d.endpoint_id, d.organization_id, d.epoch, d.number, d.version, d.type, d.position, d.previous_number, true, $3, $3
            from statuslevels.deliveries as d
            where d.id = $2 and d.endpoint_id = $1 and d.channel = 'webhook'
              and exists (
                  select from statuslevels.outbox as o
                  where (o.organization_id, o.epoch, o.number) = (d.organization_id, d.epoch, d.number))
            on conflict do nothing
            returning id)
        select id from once_more
        union all
        select w.id
        from statuslevels.deliveries as d
        join statuslevels.deliveries as w
          on w.endpoint_id = d.endpoint_id and w.channel = 'webhook' and w.replay and w.status = 'pending'
         and (w.organization_id, w.epoch, w.number) = (d.organization_id, d.epoch, d.number)
        where d.id = $2 and d.endpoint_id = $1
        limit 1
        """;

    private const string IsThere = "select exists (select from statuslevels.deliveries where id = $2 and endpoint_id = $1)";

    private const string Enable = """
        update statuslevels.webhook_endpoints
        set disabled_at = null, disabled_reason = null, failing_since = null, failures = 0, next_probe_at = null, failing_lane = null,
            notices = 0, updated_at = $2, version = version + 1
        where id = $1
        """;

    /// <summary>The oldest instant that anything is kept of.</summary>
    public DateTimeOffset Oldest(DateTimeOffset now) => now - settings.Retention;

    public async Task<(ReplayReply? Reply, AdminRefusal? Refusal)> ReplayAsync(
        EndpointScope scope, Guid id, ReplayRequest request, AuditOrigin origin, CancellationToken cancellationToken)
    {
        var outcome = await endpoints.RunAsync<ReplayReply>(
            scope, id, expected: null, origin,
            async (change, endpoint) =>
            {
                if (endpoint.DisabledAt is not null)
                {
                    return (null, AdminRefusal.EndpointDisabled);
                }

                // One more than there may be tells that there are too many.
                var queued = await QueueAsync(
                    change, id, request.Since, request.Until ?? change.Now, [.. (request.EventTypes ?? []).OfType<string>()],
                    request.Failed, Most + 1);
                if (queued > Most)
                {
                    return (null, AdminRefusal.ReplayTooLarge);
                }

                await EndpointChanges.AuditAsync(change, AuditActions.EndpointReplayed, id, endpoint, endpoint);
                return (new ReplayReply(queued), null);
            },
            cancellationToken);
        made.Raise();
        return outcome;
    }

    public async Task<(ResentReply? Reply, AdminRefusal? Refusal)> ResendAsync(
        EndpointScope scope, Guid id, Guid delivery, AuditOrigin origin, CancellationToken cancellationToken)
    {
        var outcome = await endpoints.RunAsync<ResentReply>(
            scope, id, expected: null, origin,
            async (change, endpoint) =>
            {
                if (endpoint.DisabledAt is not null)
                {
                    return (null, AdminRefusal.EndpointDisabled);
                }

                await using var command = change.Command(Resend, id, delivery, change.Now);
                if (await command.ExecuteScalarAsync(change.CancellationToken) is not Guid again)
                {
                    return (null, await change.IsTrueAsync(IsThere, id, delivery) ? AdminRefusal.NoLongerKept : AdminRefusal.NotFound);
                }

                await EndpointChanges.AuditAsync(change, AuditActions.EndpointReplayed, id, endpoint, endpoint);
                return (new ResentReply(again), null);
            },
            cancellationToken);
        made.Raise();
        return outcome;
    }

    /// <summary>Sends again to an endpoint that has been tested, and after all what it missed.</summary>
    public async Task<(EnabledEndpointReply? Endpoint, AdminRefusal? Refusal)> EnableAsync(
        EndpointScope scope, Guid id, IReadOnlyList<long>? expected, AuditOrigin origin, CancellationToken cancellationToken)
    {
        var outcome = await endpoints.RunAsync<EnabledEndpointReply>(
            scope, id, expected, origin,
            async (change, before) =>
            {
                var queued = 0;
                if (before.DisabledAt is { } since)
                {
                    await change.ExecuteAsync(Enable, id, change.Now);
                    queued = await change.ExecuteAsync(Requeue, id, since, change.Now, Most);
                    queued += await QueueAsync(change, id, since, change.Now, types: [], onlyFailed: false, Most - queued);
                    await EndpointChanges.AuditAsync(
                        change, AuditActions.EndpointEnabled, id, before, await EndpointChanges.HoldAsync(change, scope, id));
                }

                return (new EnabledEndpointReply((await EndpointChanges.HoldAsync(change, scope, id))!, queued), null);
            },
            cancellationToken);
        made.Raise();
        return outcome;
    }

    private static Task<int> QueueAsync(
        AuditedChange change, Guid id, DateTimeOffset since, DateTimeOffset until, string[] types, bool onlyFailed, int most) =>
        change.ExecuteAsync(
            Insert, id, since, until, SqlValue.Texts(types.Length == 0 ? null : types), onlyFailed, most, change.Now);
}
