-- Written by the projection, as the owner.
select withdraw_access('organization_subscriptions');

create policy runtime on organization_subscriptions for select to statuslevels_runtime using (true);

grant select on organization_subscriptions to statuslevels_runtime;
