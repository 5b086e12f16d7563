-- Compared where it is read, one at a time: the role that serves requests may not read the column.
create or replace function password_hash_of(address_key text)
    returns text
    language sql
    stable
    security definer
    set search_path = statuslevels, pg_temp
as $$
    select u.password_hash from users as u where u.email_key = address_key and u.disabled_at is null
$$;

revoke all on function password_hash_of(text) from public;
grant execute on function password_hash_of(text) to statuslevels_runtime;
