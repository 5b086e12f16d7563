-- Bound to the view when it is made: a caller needs no way into the schema.
do $$
begin
    if not is_free_in_public('organization_status_levels')
        or not is_free_in_public('get_current_status_level', '2950'::oidvector) then
        return;
    end if;

    create or replace function public.get_current_status_level(org_id uuid) returns text
        language sql stable
    return (select coalesce(max(level), '0') from public.organization_status_levels where organization_id = org_id and is_active);

    -- A Supabase project grants everything new in public to these roles by default.
    revoke all on function public.get_current_status_level(uuid) from public, anon, authenticated, service_role;
    grant execute on function public.get_current_status_level(uuid) to anon, authenticated, service_role;
end
$$;
