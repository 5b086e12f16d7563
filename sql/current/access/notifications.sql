select withdraw_access('notifications');

grant select on notifications to statuslevels_runtime;
