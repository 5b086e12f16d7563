-- How the hash of a password was made: version, function, iterations and salt, without the derived key. Null where nobody may sign in with one.
create or replace function password_recipe_of(address_key text)
    returns bytea
    language sql
    stable
    security definer
    set search_path = statuslevels, pg_temp
as $$
    select substring(decode(u.password_hash, 'base64') for 29)
    from users as u
    where u.email_key = address_key and u.disabled_at is null and u.password_hash ~ '^AQ[A-Za-z0-9+/]{80}==$'
$$;

revoke all on function password_recipe_of(text) from public;
grant execute on function password_recipe_of(text) to statuslevels_runtime;
