select withdraw_access('schema_current');

grant select on schema_current to statuslevels_runtime;
