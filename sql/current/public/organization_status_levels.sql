create or replace view public.organization_status_levels with (security_invoker = true) as
select id, organization_id, level, level_counts(state, counts_until) as is_active, state, granted_at, valid_from, valid_until,
       last_verified_at, grace_ends_at
from organization_status_levels;

select withdraw_access('public.organization_status_levels');
grant select on public.organization_status_levels to anon, authenticated, service_role;
