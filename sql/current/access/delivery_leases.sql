select withdraw_access('delivery_leases');

create policy runtime on delivery_leases to statuslevels_runtime using (true);

grant select, insert, update, delete on delivery_leases to statuslevels_runtime;
