-- Written by the projection, as the owner.
select withdraw_access('outbox');

create policy runtime on outbox for select to statuslevels_runtime using (true);

grant select on outbox to statuslevels_runtime;
