select withdraw_access('qr_visitors');

create policy runtime on qr_visitors to statuslevels_runtime using (true);

grant select, insert, update, delete on qr_visitors to statuslevels_runtime;
