select withdraw_access('delivery_state');

create policy runtime on delivery_state to statuslevels_runtime using (true);

grant select, update on delivery_state to statuslevels_runtime;
