-- A new epoch begins when an organization is forgotten, and nothing of the one before it stays.
create or replace function forget_notifications() returns trigger
    language plpgsql
    security definer
    set search_path = statuslevels, pg_temp
as $$
begin
    delete from organization_notifications where organization_id = new.organization_id and epoch < new.epoch;
    return null;
end
$$;

revoke all on function forget_notifications() from public;
