select withdraw_access('told');

create policy runtime on told to statuslevels_runtime using (true);

grant select, insert, update, delete on told to statuslevels_runtime;
