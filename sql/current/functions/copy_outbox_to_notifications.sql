-- What goes out is told in the product too: facts about the level alone, never what people wrote.
create or replace function copy_outbox_to_notifications() returns trigger
    language plpgsql
    security definer
    set search_path = statuslevels, pg_temp
as $$
begin
    insert into organization_notifications (organization_id, epoch, number, type, created_at, metadata)
    select a.organization_id, a.epoch, a.number, a.type, a.time, jsonb_build_object(
        'level', a.data -> 'level', 'days_left', a.data -> 'days_left',
        'valid_until', a.data -> 'valid_until', 'expiry_date', a.data -> 'ends_at')
    from added as a;
    return null;
end
$$;

revoke all on function copy_outbox_to_notifications() from public;
