select withdraw_access('schema_migrations');

grant select on schema_migrations to statuslevels_runtime;
