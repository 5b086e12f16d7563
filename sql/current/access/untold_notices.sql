select withdraw_access('untold_notices');

create policy runtime on untold_notices to statuslevels_runtime using (true);

grant select, insert, update, delete on untold_notices to statuslevels_runtime;
