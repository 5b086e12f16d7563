select withdraw_access('qr_scans');

create policy runtime on qr_scans to statuslevels_runtime using (true);

grant select, insert, update, delete on qr_scans to statuslevels_runtime;
