-- What was delivered stays until its time is over, so that receivers find no gap; what it told is forgotten with the organization. Only
-- that an organization was forgotten is told to the end, and holds nothing else.
create or replace function forget_delivered_events() returns trigger
    language plpgsql
    security definer
    set search_path = statuslevels, pg_temp
as $$
begin
    update outbox
    set data = jsonb_build_object('organization_id', data -> 'organization_id', 'level', data -> 'level'), version = null, status = null
    where organization_id = new.organization_id and epoch < new.epoch and type <> 'status.organization.forgotten';
    return null;
end
$$;

revoke all on function forget_delivered_events() from public;
