-- True when the password was still the one that was derived.
create or replace function replace_password_hash(account uuid, derived bytea, new_hash text)
    returns boolean
    language sql
    security definer
    set search_path = statuslevels, pg_temp
as $$
    with replaced as (
        update users as u set password_hash = new_hash where u.id = account and password_opens(account, derived) returning 1)
    select exists (select from replaced)
$$;

revoke all on function replace_password_hash(uuid, bytea, text) from public;
grant execute on function replace_password_hash(uuid, bytea, text) to statuslevels_runtime;
