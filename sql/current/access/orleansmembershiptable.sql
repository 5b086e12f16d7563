select withdraw_access('orleansmembershiptable');

grant select, insert, update, delete on orleansmembershiptable to statuslevels_runtime;
