-- Written by the projection and take_leaves, as the owner.
select withdraw_access('log_queue');

create policy runtime on log_queue for select to statuslevels_runtime using (true);

grant select on log_queue to statuslevels_runtime;
