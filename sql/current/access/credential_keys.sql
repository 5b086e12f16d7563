select withdraw_access('credential_keys');

create policy runtime on credential_keys to statuslevels_runtime using (true);

grant select, insert on credential_keys to statuslevels_runtime;
