-- Written by open_log and grow_log, as the owner.
select withdraw_access('logs');

create policy runtime on logs for select to statuslevels_runtime using (true);

grant select on logs to statuslevels_runtime;
