-- Written by take_leaves, as the owner.
select withdraw_access('log_leaves');

create policy runtime on log_leaves for select to statuslevels_runtime using (true);

grant select on log_leaves to statuslevels_runtime;
