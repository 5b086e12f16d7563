-- How often people came to public pages, by day: to the passport of an organization, or to the page of the levels. Kept for 400 days.
create table page_visits (
    -- Null: the page of the levels.
    organization_id uuid,
    day             date not null,
    visits          bigint not null,
    constraint page_visits_key unique nulls not distinct (organization_id, day)
);

create index page_visits_day_idx on page_visits (day);

alter table page_visits enable row level security;

-- Sums of all codes of a day, for analytics.
create index qr_scan_days_day_idx on qr_scan_days (day) include (scans);
