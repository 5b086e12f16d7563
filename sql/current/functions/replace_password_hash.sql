-- True when the hash was still the old one.
create or replace function replace_password_hash(account uuid, old_hash text, new_hash text)
    returns boolean
    language sql
    security definer
    set search_path = statuslevels, pg_temp
as $$
    with replaced as (
        update users as u set password_hash = new_hash where u.id = account and u.password_hash = old_hash returning 1)
    select exists (select from replaced)
$$;

revoke all on function replace_password_hash(uuid, text, text) from public;
grant execute on function replace_password_hash(uuid, text, text) to statuslevels_runtime;
