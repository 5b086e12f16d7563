using Npgsql;
using StatusLevels.Silo.Sql;

namespace StatusLevels.Api.Delivery.Webhooks;

/// <summary>One delivery for each event and endpoint that wants it, with the number before it at this endpoint.</summary>
internal sealed class WebhookFanOut(TimeProvider clock) : IFanOut
{
    // What happened before delivery began is in the feed alone. That an organization was forgotten concerns those who mirror all of them.
    private const string Insert = """
        with taken as (
            select e.id as endpoint_id, o.organization_id, o.epoch, o.number, o.version, o.type, o.position
            from statuslevels.event_sequence as s
            cross join statuslevels.delivery_state as d
            join statuslevels.outbox as o on o.position > s.taken_from and o.position <= s.position
            join statuslevels.webhook_endpoints as e
              on (e.organization_id is null or (e.organization_id = o.organization_id and o.type <> 'status.organization.forgotten'))
             and (e.event_types is null or o.type = any (e.event_types))
            where s.taken_by = pg_current_xact_id_if_assigned() and e.disabled_at is null and o.created_at >= d.started_at
            -- Who disables an endpoint waits for this, and cancels what it made.
            for share of e),
        lanes as (
            insert into statuslevels.delivery_lanes as l (endpoint_id, organization_id, epoch, number)
            select distinct on (t.endpoint_id, t.organization_id) t.endpoint_id, t.organization_id, t.epoch, t.number
            from taken as t
            order by t.endpoint_id, t.organization_id, t.epoch desc, t.number desc
            on conflict (endpoint_id, organization_id) do update set (epoch, number) = (excluded.epoch, excluded.number))
        insert into statuslevels.deliveries
            (channel, endpoint_id, organization_id, epoch, number, version, type, position, previous_number, next_attempt_at)
        select 'webhook', t.endpoint_id, t.organization_id, t.epoch, t.number, t.version, t.type, t.position,
               coalesce(
                   lag(t.number) over (partition by t.endpoint_id, t.organization_id, t.epoch order by t.number),
                   (select l.number from statuslevels.delivery_lanes as l
                    where (l.endpoint_id, l.organization_id, l.epoch) = (t.endpoint_id, t.organization_id, t.epoch))),
               $1
        from taken as t
        """;

    public NpgsqlBatchCommand Command() => new NpgsqlBatchCommand(Insert).With(clock.GetUtcNow());
}
