-- Written by grow_log, as the owner; what witnesses sign of one comes later.
select withdraw_access('log_checkpoints');

create policy runtime on log_checkpoints for select to statuslevels_runtime using (true);
create policy runtime_cosigns on log_checkpoints for update to statuslevels_runtime using (true) with check (true);

grant select, update (cosignatures) on log_checkpoints to statuslevels_runtime;
