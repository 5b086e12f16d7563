-- Removes events that were numbered before an instant, at most so many; how many there were. What they told in the product stays.
create or replace function forget_old_events(before timestamptz, most integer)
    returns bigint
    language sql
    security definer
    set search_path = statuslevels, pg_temp
as $$
    with gone as (
        delete from outbox as o
        using (select organization_id, epoch, number from outbox where delivered_at < before order by delivered_at limit most
               for update skip locked) as old
        where (o.organization_id, o.epoch, o.number) = (old.organization_id, old.epoch, old.number)
        returning o.organization_id, o.epoch, o.number, o.type, o.time, o.data),
    kept as (
        insert into past_notifications (organization_id, epoch, number, type, time, data)
        select g.organization_id, g.epoch, g.number, g.type, g.time, g.data
        from gone as g
        join organization_status as s on (s.organization_id, s.epoch) = (g.organization_id, g.epoch)
        where coalesce(g.data ->> 'quiet', 'false') <> 'true' and g.type <> 'status.organization.forgotten')
    select count(*) from gone
$$;

revoke all on function forget_old_events(timestamptz, integer) from public;
grant execute on function forget_old_events(timestamptz, integer) to statuslevels_runtime;
