-- Written by take_events, as the owner.
select withdraw_access('event_sequence');

create policy runtime on event_sequence to statuslevels_runtime using (true);

grant select on event_sequence to statuslevels_runtime;
