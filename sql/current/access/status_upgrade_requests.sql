-- Written by the projection, as the owner.
select withdraw_access('status_upgrade_requests');

create policy runtime on status_upgrade_requests for select to statuslevels_runtime using (true);
create policy services on status_upgrade_requests for select to service_role using (true);
create policy platform_admins on status_upgrade_requests for select to authenticated using ((select caller_is_platform_admin()));
create policy members on status_upgrade_requests for select to authenticated
    using (organization_id in (select organizations_of_caller('{viewer,editor,admin,owner}')));

grant select on status_upgrade_requests to statuslevels_runtime;
grant select (organization_id, id, target_level, status, message, evidence_urls, requested_by, requested_at, closed_at,
              rejection_reason, granted_entry_sequence, comment)
    on status_upgrade_requests to authenticated, service_role;
