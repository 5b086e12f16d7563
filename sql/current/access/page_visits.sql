select withdraw_access('page_visits');

create policy runtime on page_visits to statuslevels_runtime using (true);

grant select, insert, update, delete on page_visits to statuslevels_runtime;
