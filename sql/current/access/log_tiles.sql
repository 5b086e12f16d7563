-- Written by grow_log, as the owner.
select withdraw_access('log_tiles');

create policy runtime on log_tiles for select to statuslevels_runtime using (true);

grant select on log_tiles to statuslevels_runtime;
