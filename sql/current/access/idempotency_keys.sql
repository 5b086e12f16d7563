select withdraw_access('idempotency_keys');

grant select, insert, update, delete on idempotency_keys to statuslevels_runtime;
