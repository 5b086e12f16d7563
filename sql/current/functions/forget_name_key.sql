-- A node of the version before renames an entry without its key: the database then folds the name as well as it can.
create or replace function forget_name_key() returns trigger
    language plpgsql
    set search_path = statuslevels, pg_temp
as $$
begin
    new.name_key := null;
    return new;
end
$$;

revoke all on function forget_name_key() from public;
