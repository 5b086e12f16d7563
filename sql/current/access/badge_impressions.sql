select withdraw_access('badge_impressions');

create policy runtime on badge_impressions to statuslevels_runtime using (true);

grant select, insert, update, delete on badge_impressions to statuslevels_runtime;
