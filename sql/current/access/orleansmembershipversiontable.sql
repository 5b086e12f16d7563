select withdraw_access('orleansmembershipversiontable');

grant select, insert, update, delete on orleansmembershipversiontable to statuslevels_runtime;
