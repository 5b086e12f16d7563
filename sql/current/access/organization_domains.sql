select withdraw_access('organization_domains');

create policy runtime on organization_domains to statuslevels_runtime using (true);

grant select, insert, update, delete on organization_domains to statuslevels_runtime;
