select withdraw_access('qr_codes');

create policy runtime on qr_codes to statuslevels_runtime using (true);

grant select, insert, update, delete on qr_codes to statuslevels_runtime;
