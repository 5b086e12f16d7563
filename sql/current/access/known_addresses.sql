select withdraw_access('known_addresses');

create policy runtime on known_addresses to statuslevels_runtime using (true);

grant select, insert, update, delete on known_addresses to statuslevels_runtime;
