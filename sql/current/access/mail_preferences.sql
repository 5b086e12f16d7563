select withdraw_access('mail_preferences');

create policy runtime on mail_preferences to statuslevels_runtime using (true);

grant select, insert, update, delete on mail_preferences to statuslevels_runtime;
