-- The four columns are what may be erased; a trigger lets nothing else become of them.
select withdraw_access('admin_audit');

grant select, insert, update (before, after, ip_address, user_agent) on admin_audit to statuslevels_runtime;
