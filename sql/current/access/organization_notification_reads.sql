-- Removing the marks of a forgotten organization is the projection's.
select withdraw_access('organization_notification_reads');

grant select, insert on organization_notification_reads to statuslevels_runtime;
