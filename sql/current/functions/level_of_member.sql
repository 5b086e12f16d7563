-- The row of a level for whoever may see more of it than the public does; the views take from it what they show.
create or replace function level_of_member(reader name, organization uuid, of_level text) returns organization_status_levels
    language sql stable security definer
    set search_path = statuslevels, pg_temp
as $$
    select l from organization_status_levels as l
    where l.organization_id = organization and l.level = of_level and caller_reads(reader, organization)
$$;

revoke all on function level_of_member(name, uuid, text) from public;
grant execute on function level_of_member(name, uuid, text) to anon, authenticated, service_role;
