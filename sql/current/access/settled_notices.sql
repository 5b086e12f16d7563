-- Written by the projection, as the owner.
select withdraw_access('settled_notices');

create policy runtime on settled_notices for select to statuslevels_runtime using (true);

grant select on settled_notices to statuslevels_runtime;
