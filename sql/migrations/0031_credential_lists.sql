-- The status lists themselves: how many of their places are given, and in them what is over for good, so that rows are read of what is held.
-- A byte has the first place as its highest bit, as the lists are published.
create table credential_lists (
    number    integer primary key check (number >= 1),
    given     integer not null default 0,
    -- Gives no places any more: those that nobody has by then are revoked, in case they were given in a time that was undone.
    closed_at timestamptz,
    revoked   bytea not null default decode(repeat('00', 16384), 'hex') check (octet_length(revoked) = 16384),
    suspended bytea not null default decode(repeat('00', 16384), 'hex') check (octet_length(suspended) = 16384)
);

insert into credential_lists (number, given) select c.list, count(*) from credential_indexes as c group by c.list;

alter table credential_lists enable row level security;

-- Whose bits are in the list for good. The rows stay, for nodes of the version before, which make the lists of rows alone.
alter table credential_indexes add column folded boolean not null default false;

create index credential_indexes_unfolded_idx on credential_indexes (list) where not folded;
