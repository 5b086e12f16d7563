-- The column review_notes holds the comment for the organization. What platform admins note among themselves has no way out.
create or replace view public.status_upgrade_requests with (security_invoker = true) as
select id, organization_id, target_level, status, message, evidence_urls, requested_by, requested_at, closed_at, rejection_reason,
       comment as review_notes
from status_upgrade_requests;

select withdraw_access('public.status_upgrade_requests');
grant select on public.status_upgrade_requests to authenticated, service_role;
