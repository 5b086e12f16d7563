select withdraw_access('orleansreminderstable');

grant select, insert, update, delete on orleansreminderstable to statuslevels_runtime;
