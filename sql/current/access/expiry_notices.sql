-- Written by the projection, as the owner.
select withdraw_access('expiry_notices');

create policy runtime on expiry_notices for select to statuslevels_runtime using (true);

grant select on expiry_notices to statuslevels_runtime;
