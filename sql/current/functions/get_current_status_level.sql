-- The highest level that counts at this moment, also when its end has passed and no tick has run yet.
create or replace function get_current_status_level(org uuid) returns text
    language sql stable
    set search_path = statuslevels, pg_temp
as $$
    select coalesce(max(level), '0') from organization_status_levels where organization_id = org and level_counts(state, counts_until)
$$;

revoke all on function get_current_status_level(uuid) from public;
grant execute on function get_current_status_level(uuid) to statuslevels_runtime;
