-- Whether a direct reader may see what only members of the organization do. Readers have no way into the schema: the views call it, with
-- the role that reads them.
create or replace function caller_reads(reader name, organization uuid) returns boolean
    language sql stable security definer
    set search_path = statuslevels, pg_temp
as $$
    -- A member of a role reads as that role does.
    select case
        when pg_has_role(reader, 'service_role', 'usage') then true
        when pg_has_role(reader, 'authenticated', 'usage')
            then caller_is_platform_admin() or organization in (select organizations_of_caller('{viewer,editor,admin,owner}'))
        else pg_has_role(reader, (select relowner from pg_class where oid = 'statuslevels.organization_status'::regclass), 'usage')
    end
$$;

revoke all on function caller_reads(name, uuid) from public;
grant execute on function caller_reads(name, uuid) to anon, authenticated, service_role;
