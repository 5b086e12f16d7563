create or replace view public.organization_status_history with (security_invoker = true) as
select id, organization_id, sequence, level, action, reason, actor_id as performed_by, effective_at as created_at, recorded_at,
       levels_after, metadata, hash
from organization_status_history;

comment on view public.organization_status_history is
    'What changed, oldest sequence first. reason is a code; the words of people are read through the API.';

select withdraw_access('public.organization_status_history');
grant select on public.organization_status_history to authenticated, service_role;
