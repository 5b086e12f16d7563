select withdraw_access('mail_links');

create policy runtime on mail_links to statuslevels_runtime using (true);

grant select, insert, update, delete on mail_links to statuslevels_runtime;
