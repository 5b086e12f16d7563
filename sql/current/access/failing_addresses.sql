select withdraw_access('failing_addresses');

create policy runtime on failing_addresses to statuslevels_runtime using (true);

grant select, insert, update, delete on failing_addresses to statuslevels_runtime;
