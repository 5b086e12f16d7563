-- Added to and read. What it tells of a forgotten organization is erased by erase_audit_of.
select withdraw_access('admin_audit');

grant select, insert on admin_audit to statuslevels_runtime;
