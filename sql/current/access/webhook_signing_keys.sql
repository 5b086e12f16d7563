select withdraw_access('webhook_signing_keys');

create policy runtime on webhook_signing_keys to statuslevels_runtime using (true);

grant select, insert on webhook_signing_keys to statuslevels_runtime;
