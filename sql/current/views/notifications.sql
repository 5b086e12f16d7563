-- What goes out is told in the product too, unless it is for systems only: facts about the level alone, never what people wrote. What was
-- told before an organization was forgotten is of an epoch before. A notification is named by its place in the outbox; the two digits in
-- place make the name a UUID (version 8).
create or replace view notifications with (security_invoker = true) as
select o.organization_id, o.epoch, o.number,
       overlay(overlay(left(encode(sha256(uuid_send(o.organization_id) || int4send(o.epoch) || int8send(o.number)), 'hex'), 32)
           placing '8' from 13) placing 'a' from 17)::uuid as id,
       o.type, o.time as created_at,
       jsonb_build_object(
           'level', o.data -> 'level', 'days_left', o.data -> 'days_left',
           'valid_until', o.data -> 'valid_until', 'expiry_date', o.data -> 'ends_at') as metadata
from (
    select organization_id, epoch, number, type, time, data from outbox
    union all
    select organization_id, epoch, number, type, time, data from past_notifications
) as o
join organization_status as s on s.organization_id = o.organization_id and s.epoch = o.epoch
where not o.data ? 'quiet' and o.type <> 'status.organization.forgotten';

select withdraw_access('notifications');

grant select on notifications to statuslevels_runtime;
