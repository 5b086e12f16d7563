select withdraw_access('organization_contacts');

create policy runtime on organization_contacts to statuslevels_runtime using (true);

grant select, insert, update, delete on organization_contacts to statuslevels_runtime;
