-- The name as it is searched: lower case by the rules of Unicode, which the C locale of the database does not know. Written with the
-- name; null where a node of the version before made or renamed the entry, and then the database folds it as well as it can.
alter table organizations add column name_key text null;

create function forget_name_key() returns trigger
    language plpgsql
    set search_path = statuslevels, pg_temp
as $$
begin
    new.name_key := null;
    return new;
end
$$;

revoke all on function forget_name_key() from public;

create trigger organizations_name_key
    before update on organizations
    for each row
    when (new.name is distinct from old.name and new.name_key is not distinct from old.name_key)
    execute function forget_name_key();

-- A search looks for a part of a name: no index of names serves it.
drop index organizations_name_idx;
