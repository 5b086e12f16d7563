-- Codes on shelves and products: who follows one comes to the passport of its organization. One that was removed still leads there.
create table qr_codes (
    id              uuid primary key,
    organization_id uuid not null,
    code            text not null,
    label           text not null,
    is_active       boolean not null default true,
    created_at      timestamptz not null,
    deleted_at      timestamptz,
    constraint qr_codes_code_key unique (code)
);

create index qr_codes_organization_idx on qr_codes (organization_id, created_at);

-- Each scan for 30 days: no address, no cookie, no user agent.
create table qr_scans (
    qr_code_id   uuid not null references qr_codes on delete cascade,
    occurred_at  timestamptz not null,
    visitor      bytea not null check (octet_length(visitor) = 16),
    device       text not null check (device in ('phone', 'tablet', 'computer', 'other')),
    language     text,
    host         text,
    utm_source   text,
    utm_medium   text,
    utm_campaign text,
    utm_term     text,
    utm_content  text
);

create index qr_scans_code_idx on qr_scans (qr_code_id, occurred_at desc);
create index qr_scans_age_idx on qr_scans using brin (occurred_at);

comment on column qr_scans.visitor is 'Of the address with the salt of the day, which is gone after two days: then nobody can tell whose it was.';

-- Who was here today, so that the same one counts once; for two days.
create table qr_visitors (
    qr_code_id uuid not null references qr_codes on delete cascade,
    day        date not null,
    visitor    bytea not null,
    primary key (qr_code_id, day, visitor)
);

-- Sums of whole days, UTC, for good.
create table qr_scan_days (
    qr_code_id   uuid not null references qr_codes on delete cascade,
    day          date not null,
    scans        bigint not null,
    unique_scans bigint not null,
    primary key (qr_code_id, day)
);

-- One for all nodes, each day.
create table qr_salts (
    day  date primary key,
    salt bytea not null check (octet_length(salt) = 32)
);

-- Sites that organizations say are theirs.
create table organization_domains (
    organization_id uuid not null,
    domain          text not null,
    added_at        timestamptz not null,
    -- Since when it is proven; null: it is not, or no more.
    verified_at     timestamptz,
    method          text check (method in ('file', 'dns')),
    checked_at      timestamptz,
    -- Since when it is clear that the proof is gone.
    failing_since   timestamptz,
    lost_at         timestamptz,
    fault           text,
    primary key (organization_id, domain)
);

create index organization_domains_checked_idx on organization_domains (checked_at nulls first);

-- How often badges were shown, and where, as browsers report it.
create table badge_impressions (
    organization_id uuid not null,
    day             date not null,
    host            text not null,
    impressions     bigint not null,
    primary key (organization_id, day, host)
);

create index badge_impressions_day_idx on badge_impressions (day);

do $$
declare
    one text;
begin
    foreach one in array array ['qr_codes', 'qr_scans', 'qr_visitors', 'qr_scan_days', 'qr_salts', 'organization_domains', 'badge_impressions']
    loop
        execute format('alter table %I enable row level security', one);
    end loop;
end
$$;
