select withdraw_access('delivery_lanes');

create policy runtime on delivery_lanes to statuslevels_runtime using (true);

grant select, insert, update, delete on delivery_lanes to statuslevels_runtime;
