-- What the lists of administration and its analytics read, and the rest of forgetting.

-- Requests by when they came in and when they were answered.
create index ix_status_upgrade_requests_requested on status_upgrade_requests (requested_at);
create index ix_status_upgrade_requests_closed on status_upgrade_requests (closed_at) where closed_at is not null;

-- How often anyone read a status, counted in memory by each process and written as the total of its day: writing it again changes nothing.
create table public_status_reads
(
    day   date   not null,
    -- A name of the process's own, new at each start.
    node  uuid   not null,
    reads bigint not null check (reads >= 0),
    primary key (day, node)
);

comment on table public_status_reads is 'Public reads of statuses, a row for each day and process; kept for 400 days.';

grant select, insert, update, delete on public_status_reads to statuslevels_runtime;

-- What was delivered stays until its time is over, so that receivers find no gap; what it told is forgotten with the organization.
create function forget_delivered_events() returns trigger
    language plpgsql
    security definer
    set search_path = statuslevels, pg_temp
as $$
begin
    update outbox
    set data = jsonb_build_object('organization_id', data -> 'organization_id', 'level', data -> 'level')
    where organization_id = new.organization_id and epoch < new.epoch;
    return null;
end
$$;

revoke all on function forget_delivered_events() from public;

create trigger organization_status_forgets_events
    after update on organization_status
    for each row
    when (new.epoch > old.epoch)
    execute function forget_delivered_events();
