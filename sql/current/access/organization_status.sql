-- Written by the projection, as the owner.
select withdraw_access('organization_status');

create policy runtime on organization_status for select to statuslevels_runtime using (true);

grant select on organization_status to statuslevels_runtime;
