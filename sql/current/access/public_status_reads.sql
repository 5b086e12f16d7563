select withdraw_access('public_status_reads');

grant select, insert, update, delete on public_status_reads to statuslevels_runtime;
