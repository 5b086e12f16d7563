select withdraw_access('qr_salts');

create policy runtime on qr_salts to statuslevels_runtime using (true);

grant select, insert, update, delete on qr_salts to statuslevels_runtime;
