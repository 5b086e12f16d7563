select withdraw_access('qr_scan_days');

create policy runtime on qr_scan_days to statuslevels_runtime using (true);

grant select, insert, update, delete on qr_scan_days to statuslevels_runtime;
