-- Whether this is the end of the account's hash. Hashes of both are compared, so that the time tells nothing of where the two differ.
create or replace function password_opens(account uuid, derived bytea)
    returns boolean
    language sql
    stable
    security definer
    set search_path = statuslevels, pg_temp
as $$
    select exists (
        select from users as u
        where u.id = account and u.disabled_at is null and u.password_hash ~ '^AQ[A-Za-z0-9+/]{80}==$'
          and sha256(substring(decode(u.password_hash, 'base64') from 30)) = sha256(derived))
$$;

revoke all on function password_opens(uuid, bytea) from public;
grant execute on function password_opens(uuid, bytea) to statuslevels_runtime;
