-- Which bit of the status lists is which holding's credential. A list has a bit for each of 131,072, of which half are given away.
create table credential_indexes (
    list            integer not null check (list >= 1),
    index           integer not null check (index between 0 and 131071),
    -- All of these are null once the organization is forgotten: both bits stay set for good, and nobody knows whose they were.
    organization_id uuid,
    level           text check (level in ('A', 'B', 'C')),
    holding         uuid,
    epoch           integer,
    -- The number of the entry that gave it.
    sequence        bigint,
    primary key (list, index),
    constraint credential_indexes_holding_key unique (holding),
    check (num_nulls(organization_id, level, holding, epoch, sequence) in (0, 5))
);

create index credential_indexes_organization_idx on credential_indexes (organization_id) where organization_id is not null;

alter table credential_indexes enable row level security;
