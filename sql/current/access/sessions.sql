select withdraw_access('sessions');

grant select, insert, update, delete on sessions to statuslevels_runtime;
