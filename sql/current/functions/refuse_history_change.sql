-- History never changes under anyone's hands. Deleting is the projection's alone, when an
-- organization is forgotten: only there does the statement run inside another trigger.
create or replace function refuse_history_change() returns trigger
    language plpgsql
as $$
begin
    if tg_op = 'DELETE' and pg_trigger_depth() > 1 then
        return old;
    end if;
    raise exception 'organization_status_history is append-only: % is refused', tg_op using errcode = 'insufficient_privilege';
end
$$;

revoke all on function refuse_history_change() from public;
