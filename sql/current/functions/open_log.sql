-- The log that grows; made at the first use and after the one before was closed, with every entry that there is. One that is open under
-- another origin or another key is left as it is: the caller must not sign for it.
create or replace function open_log(first_origin text, of_key bytea) returns setof logs
    language plpgsql
    security definer
    set search_path = statuslevels, pg_temp
as $$
begin
    if not exists (select from logs where closed_at is null) then
        -- An entry is written before this and queued here, or is written after it and queued by its own write. Whoever forgets an
        -- organization takes the same lock first.
        lock table organization_status_history in share row exclusive mode;
        if not exists (select from logs where closed_at is null) then
            insert into logs (number, origin, public_key)
            select n.next, first_origin || case when n.next = 1 then '' else n.next::text end, of_key
            from (select coalesce(max(l.number), 0) + 1 as next from logs as l) as n;
            insert into log_queue (organization_id, epoch, sequence)
            select h.organization_id, h.epoch, h.sequence
            from organization_status_history as h
            -- One that was written while the log before was being closed has queued itself.
            where not exists (
                select from log_queue as q
                where q.organization_id = h.organization_id and q.epoch = h.epoch and q.sequence = h.sequence)
            order by h.recorded_at, h.organization_id, h.epoch, h.sequence;
        end if;
    end if;
    return query select l.* from logs as l where l.closed_at is null;
end
$$;

revoke all on function open_log(text, bytea) from public;
grant execute on function open_log(text, bytea) to statuslevels_runtime;
