-- Bound to the view when it is made: a caller needs no way into the schema.
create or replace function public.get_current_status_level(org uuid) returns text
    language sql stable
return (select coalesce(max(level), '0') from public.organization_status_levels where organization_id = org and is_active);

-- A Supabase project grants everything new in public to these roles by default.
revoke all on function public.get_current_status_level(uuid) from public, anon, authenticated, service_role;
grant execute on function public.get_current_status_level(uuid) to anon, authenticated, service_role;
