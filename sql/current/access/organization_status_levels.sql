-- Written by the projection, as the owner.
select withdraw_access('organization_status_levels');

create policy runtime on organization_status_levels for select to statuslevels_runtime using (true);
create policy services on organization_status_levels for select to service_role using (true);
create policy platform_admins on organization_status_levels for select to authenticated using ((select caller_is_platform_admin()));
create policy everybody on organization_status_levels for select to anon, authenticated
    using (level_counts(state, counts_until));
create policy members on organization_status_levels for select to authenticated
    using (organization_id in (select organizations_of_caller('{viewer,editor,admin,owner}')));

grant select on organization_status_levels to statuslevels_runtime;
grant select (organization_id, id, level, state, granted_at, valid_from, valid_until, counts_until, last_verified_at, grace_ends_at)
    on organization_status_levels to anon, authenticated, service_role;
