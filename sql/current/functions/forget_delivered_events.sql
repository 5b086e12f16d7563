-- What was delivered stays until its time is over, so that receivers find no gap; what it told is forgotten with the organization.
create or replace function forget_delivered_events() returns trigger
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
