select withdraw_access('takeover_organizations');

create policy runtime on takeover_organizations to statuslevels_runtime using (true);

grant select, insert, update on takeover_organizations to statuslevels_runtime;
