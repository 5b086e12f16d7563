using StatusLevels.Api.Audit;
using StatusLevels.Api.Delivery;
using StatusLevels.Silo.Sql;

namespace StatusLevels.Api.WebhookEndpoints;

/// <summary>Sends again on request: the same event, the same id, in a lane behind what happens now.</summary>
internal sealed class EndpointReplays(EndpointChanges endpoints, DeliverySettings settings, DeliverySignal made)
{
    /// <summary>How much may be asked for at once.</summary>
    public const int Most = 100_000;

    // $1 endpoint; $2 now. Each of the three says which ones, as d: the number before it is the one that the endpoint was told then.
    private const string OnceMore = """
        insert into statuslevels.deliveries
            (channel, endpoint_id, organization_id, epoch, number, version, type, position, previous_number, replay, created_at,
             next_attempt_at)
        select 'webhook', d.endpoint_id, d.organization_id, d.epoch, d.number, d.version, d.type, d.position, d.previous_number, true, $2, $2

        """;

    // $3 and $4: from when to when; $5: of which types; $6: only what was given up.
    private const string Span = $"""
        with wanted as (
            select e.id as endpoint_id, o.organization_id, o.epoch, o.number, o.version, o.type, o.position, first.previous_number
            from statuslevels.webhook_endpoints as e
            join statuslevels.outbox as o
              on (e.organization_id is null or (e.organization_id = o.organization_id and o.type <> 'status.organization.forgotten'))
             and (e.event_types is null or o.type = any (e.event_types))
            left join statuslevels.deliveries as first
              on first.endpoint_id = e.id and first.channel = 'webhook' and not first.replay
             and (first.organization_id, first.epoch, first.number) = (o.organization_id, o.epoch, o.number)
            where e.id = $1 and o.created_at >= $3 and o.created_at < $4 and o.position is not null
              and ($5::text[] is null or o.type = any ($5)) and (not $6 or first.status = 'failed')
            order by o.position
            limit $7)
        {OnceMore}
        from wanted as d
        on conflict do nothing
        """;

    // What waited when it was disabled, too.
    private const string Requeue = $"""
        {OnceMore}
        from statuslevels.deliveries as d
        join statuslevels.outbox as o on (o.organization_id, o.epoch, o.number) = (d.organization_id, d.epoch, d.number)
        where d.endpoint_id = $1 and d.channel = 'webhook' and d.status = 'cancelled' and d.ended_at >= $3
        order by d.position
        limit $4
        on conflict do nothing
        """;

    private const string Resend = $"""
        with once_more as (
            {OnceMore}
            from statuslevels.deliveries as d
            where d.id = $3 and d.endpoint_id = $1 and d.channel = 'webhook'
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
        where d.id = $3 and d.endpoint_id = $1
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

    public Task<(ReplayReply? Reply, AdminRefusal? Refusal)> ReplayAsync(
        EndpointScope scope, Guid id, ReplayRequest request, AuditOrigin origin, CancellationToken cancellationToken) =>
        AgainAsync<ReplayReply>(
            scope, id, origin,
            async change =>
            {
                // One more than there may be tells that there are too many.
                var queued = await QueueAsync(
                    change, id, request.Since, request.Until ?? change.Now, [.. (request.EventTypes ?? []).OfType<string>()],
                    request.Failed, Most + 1);
                return queued > Most ? (null, AdminRefusal.ReplayTooLarge) : (new ReplayReply(queued), null);
            },
            cancellationToken);

    public Task<(ResentReply? Reply, AdminRefusal? Refusal)> ResendAsync(
        EndpointScope scope, Guid id, Guid delivery, AuditOrigin origin, CancellationToken cancellationToken) =>
        AgainAsync<ResentReply>(
            scope, id, origin,
            async change =>
            {
                await using var command = change.Command(Resend, id, change.Now, delivery);
                return await command.ExecuteScalarAsync(change.CancellationToken) is Guid again ? (new ResentReply(again), null)
                    : await change.IsTrueAsync(IsThere, id, delivery) ? (null, AdminRefusal.NoLongerKept)
                    : (null, AdminRefusal.NotFound);
            },
            cancellationToken);

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
                    queued = await change.ExecuteAsync(Requeue, id, change.Now, since, Most);
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

    // An endpoint that is disabled is sent nothing; what was asked of another is audited, and begins at once.
    private async Task<(T? Reply, AdminRefusal? Refusal)> AgainAsync<T>(
        EndpointScope scope, Guid id, AuditOrigin origin, Func<AuditedChange, Task<(T?, AdminRefusal?)>> queue,
        CancellationToken cancellationToken)
        where T : class
    {
        var outcome = await endpoints.RunAsync<T>(
            scope, id, expected: null, origin,
            async (change, endpoint) =>
            {
                if (endpoint.DisabledAt is not null)
                {
                    return (null, AdminRefusal.EndpointDisabled);
                }

                var queued = await queue(change);
                if (queued.Item1 is not null)
                {
                    await EndpointChanges.AuditAsync(change, AuditActions.EndpointReplayed, id, endpoint, endpoint);
                }

                return queued;
            },
            cancellationToken);
        made.Raise();
        return outcome;
    }

    private static Task<int> QueueAsync(
        AuditedChange change, Guid id, DateTimeOffset since, DateTimeOffset until, string[] types, bool onlyFailed, int most) =>
        change.ExecuteAsync(
            Span, id, change.Now, since, until, SqlValue.Texts(types.Length == 0 ? null : types), onlyFailed, most);
}
