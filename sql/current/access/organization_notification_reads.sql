-- Removing the marks of a forgotten organization is the foreign key's.
select withdraw_access('organization_notification_reads');

grant select, insert on organization_notification_reads to statuslevels_runtime;
