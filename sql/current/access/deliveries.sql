select withdraw_access('deliveries');

create policy runtime on deliveries to statuslevels_runtime using (true);

grant select, insert, update, delete on deliveries to statuslevels_runtime;
