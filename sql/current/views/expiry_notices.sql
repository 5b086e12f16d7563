-- All notices: those that are planned stand in the row of their organization, those that are settled are rows of their own.
create or replace view expiry_notices with (security_invoker = true) as
select s.organization_id, s.epoch, s.kind, s.level, s.ends_at, s.point, s.schedule, s.subscription_id, s.due_at, s.raised_at, s.outcome,
       s.settled_at
from settled_notices as s
union all
select o.organization_id, o.epoch, p.kind, p.level, p.ends_at, p.point, p.schedule, p.subscription_id, p.due_at, null, 'pending', null
from organization_status as o
cross join unnest(o.planned_notices) as p;

select withdraw_access('expiry_notices');

grant select on expiry_notices to statuslevels_runtime;
