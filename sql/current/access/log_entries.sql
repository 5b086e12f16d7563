-- Written by take_leaves, as the owner.
select withdraw_access('log_entries');

create policy runtime on log_entries for select to statuslevels_runtime using (true);

grant select on log_entries to statuslevels_runtime;
