-- Erases what the audit tells of one organization that was forgotten; how many rows told something. That it was forgotten stays.
create or replace function erase_audit_of(forgotten uuid)
    returns bigint
    language sql
    security definer
    set search_path = statuslevels, pg_temp
as $$
    with erased as (
        update admin_audit as a
        set before = null, after = null, ip_address = null, user_agent = null
        where ((a.subject_kind = 'organization' and a.subject_id = forgotten::text and a.action <> 'organization.forgotten')
              or (a.subject_kind = 'webhook_endpoint'
                  and forgotten::text in (a.before ->> 'organization_id', a.after ->> 'organization_id')))
          and (a.before is not null or a.after is not null or a.ip_address is not null or a.user_agent is not null)
          and exists (select from organization_status as s where s.organization_id = forgotten and s.forgotten_at is not null)
        returning 1)
    select count(*) from erased
$$;

revoke all on function erase_audit_of(uuid) from public;
grant execute on function erase_audit_of(uuid) to statuslevels_runtime;
