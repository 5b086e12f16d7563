-- Numbers events that were committed and have no place yet, in one order, and says which: whoever calls makes their deliveries in the
-- same transaction. One caller at a time, by the lock of one row; nobody waits for a write that has not ended. Of an organization never a
-- higher number before a lower one, and the events of one write together.
create or replace function take_events(most integer, out taken_from bigint, out taken_to bigint)
    language plpgsql
    security definer
    set search_path = statuslevels, pg_temp
as $$
begin
    -- Most looks find nothing: they lock and write nothing. A copy of the database tells nobody anything.
    if not exists (select from outbox where delivered_at is null)
        or exists (select from delivery_state where held_at is not null) then
        taken_from := 0;
        taken_to := 0;
        return;
    end if;

    select s.position into taken_from from event_sequence as s for update;
    with waiting as (
        select o.organization_id from outbox as o where o.delivered_at is null order by o.created_at limit most),
    placed as (
        select o.organization_id, o.epoch, o.number, max(o.created_at) over (
                   partition by o.organization_id order by o.epoch, o.number) as place
        from outbox as o
        where o.delivered_at is null and o.organization_id in (select w.organization_id from waiting as w)),
    ranked as (
        select p.*, rank() over (order by p.place, p.organization_id) as write_rank,
               row_number() over (order by p.place, p.organization_id, p.epoch, p.number) as step
        from placed as p),
    numbered as (
        update outbox as o
        set position = take_events.taken_from + r.step, delivered_at = clock_timestamp()
        from ranked as r
        where r.write_rank <= most
          and (o.organization_id, o.epoch, o.number) = (r.organization_id, r.epoch, r.number)
        returning o.position)
    select coalesce(max(n.position), take_events.taken_from) into taken_to from numbered as n;

    update event_sequence as s
    set position = take_events.taken_to, taken_from = take_events.taken_from, taken_by = pg_current_xact_id();
end
$$;

revoke all on function take_events(integer) from public;
grant execute on function take_events(integer) to statuslevels_runtime;
