-- Written by the projection, as the owner.
select withdraw_access('organization_status_history');

create policy runtime on organization_status_history for select to statuslevels_runtime using (true);
create policy services on organization_status_history for select to service_role using (true);
create policy platform_admins on organization_status_history for select to authenticated using ((select caller_is_platform_admin()));
create policy organization_admins on organization_status_history for select to authenticated
    using (organization_id in (select organizations_of_caller('{admin,owner}')));

grant select on organization_status_history to statuslevels_runtime;
grant select (organization_id, epoch, sequence, id, level, action, reason, actor_id, effective_at, recorded_at, levels_after,
              metadata, hash)
    on organization_status_history to authenticated, service_role;
