-- Written by grow_log, as the owner.
select withdraw_access('log_checkpoints');

create policy runtime on log_checkpoints for select to statuslevels_runtime using (true);

grant select on log_checkpoints to statuslevels_runtime;
