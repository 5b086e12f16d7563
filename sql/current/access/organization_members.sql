select withdraw_access('organization_members');

grant select, insert, update, delete on organization_members to statuslevels_runtime;
