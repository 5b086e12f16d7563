select withdraw_access('past_notifications');

create policy runtime on past_notifications to statuslevels_runtime using (true);

grant select, insert, update, delete on past_notifications to statuslevels_runtime;
