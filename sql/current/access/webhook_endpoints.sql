select withdraw_access('webhook_endpoints');

create policy runtime on webhook_endpoints to statuslevels_runtime using (true);

grant select, insert, update, delete on webhook_endpoints to statuslevels_runtime;
