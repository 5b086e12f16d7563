select withdraw_access('expiry_notices');

grant select on expiry_notices to statuslevels_runtime;
