-- Gives entries that wait their places in the log and says what their leaves hold: a hash over the hash of the entry and a salt, so that a
-- leaf says nothing once both are gone. Whoever calls grows the tree in the same transaction. One caller at a time, by the lock of one row.
create or replace function take_leaves(of_log smallint, most integer) returns table (index bigint, data bytea)
    language plpgsql
    security definer
    set search_path = statuslevels, pg_temp
as $$
#variable_conflict use_column
declare
    first bigint;
begin
    -- Most looks find nothing: they lock and write nothing. The log of a copy would be a second one under the same name.
    if not exists (select from log_queue) or exists (select from delivery_state where held_at is not null) then
        return;
    end if;

    select l.size into first from logs as l where l.number = of_log and l.closed_at is null for update;
    if not found then
        return;
    end if;

    return query
    -- Whoever is forgotten just now holds their rows, and takes them away.
    with waiting as (
        select q.position from log_queue as q order by q.position limit most for update skip locked),
    taken as (
        delete from log_queue as q using waiting as w where q.position = w.position returning q.*),
    entered as (
        insert into log_entries as e (log, index, organization_id, epoch, sequence, salt, logged_at)
        select of_log, first - 1 + row_number() over (order by t.position), t.organization_id, t.epoch, t.sequence,
               substring(sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())) for 16), clock_timestamp()
        from taken as t
        -- What nobody has an entry of any more has no leaf either.
        join organization_status_history as h using (organization_id, epoch, sequence)
        returning e.*),
    leaves as (
        insert into log_leaves as l (log, index, data)
        select e.log, e.index, sha256(decode(h.hash, 'hex') || e.salt)
        from entered as e
        join organization_status_history as h using (organization_id, epoch, sequence)
        returning l.index, l.data)
    select l.index, l.data from leaves as l order by l.index;
end
$$;

revoke all on function take_leaves(smallint, integer) from public;
grant execute on function take_leaves(smallint, integer) to statuslevels_runtime;
