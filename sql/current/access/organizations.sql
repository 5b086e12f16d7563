select withdraw_access('organizations');

grant select, insert, update, delete on organizations to statuslevels_runtime;
