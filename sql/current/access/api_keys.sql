-- All but the hash: it is compared by find_api_key.
select withdraw_access('api_keys');

grant select (id, name, prefix, scopes, created_at, created_by, expires_at, last_used_at, revoked_at),
      insert, update (name, expires_at, last_used_at, revoked_at)
    on api_keys to statuslevels_runtime;
