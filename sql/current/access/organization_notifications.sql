-- Written by the projection, as the owner.
select withdraw_access('organization_notifications');

create policy runtime on organization_notifications for select to statuslevels_runtime using (true);

grant select on organization_notifications to statuslevels_runtime;
