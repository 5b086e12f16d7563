-- Hashes are compared here, one at a time, so that the role that serves requests need not be able to read them.
create or replace function find_api_key(hash bytea, at_instant timestamptz)
    returns table (id uuid, name text, scopes text[], last_used_at timestamptz, expires_at timestamptz)
    language sql
    stable
    security definer
    set search_path = statuslevels, pg_temp
as $$
    select k.id, k.name, k.scopes, k.last_used_at, k.expires_at
    from api_keys as k
    where k.key_hash = hash and k.revoked_at is null and (k.expires_at is null or k.expires_at > at_instant)
$$;

revoke all on function find_api_key(bytea, timestamptz) from public;
grant execute on function find_api_key(bytea, timestamptz) to statuslevels_runtime;
