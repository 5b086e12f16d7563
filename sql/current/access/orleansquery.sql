select withdraw_access('orleansquery');

grant select on orleansquery to statuslevels_runtime;
