-- The public log: one Merkle tree over the entries of all histories, so that none can be changed unseen. A row is a tree; at most one grows.
create table logs (
    number     smallint primary key,
    origin     text not null,
    public_key bytea not null check (octet_length(public_key) = 32),
    size       bigint not null default 0,
    opened_at  timestamptz not null default clock_timestamp(),
    closed_at  timestamptz,
    constraint logs_origin_key unique (origin)
);

create unique index logs_open_idx on logs ((closed_at is null)) where closed_at is null;

-- Entries that are written and not in the log yet: for a second.
create table log_queue (
    position        bigint generated always as identity primary key,
    organization_id uuid not null,
    epoch           integer not null,
    sequence        bigint not null
);

-- Which leaf is which entry. Without this row and the entry nobody can tell whose leaf it was.
create table log_entries (
    log             smallint not null references logs,
    index           bigint not null,
    organization_id uuid not null,
    epoch           integer not null,
    sequence        bigint not null,
    salt            bytea not null check (octet_length(salt) = 16),
    logged_at       timestamptz not null,
    primary key (log, index),
    constraint log_entries_entry_key unique (organization_id, epoch, sequence, log)
);

create table log_leaves (
    log   smallint not null references logs,
    index bigint not null,
    data  bytea not null check (octet_length(data) = 32),
    primary key (log, index)
);

-- Hashes side by side, up to 256, as c2sp.org/tlog-tiles has them. One that is not full grows at its end.
create table log_tiles (
    log    smallint not null references logs,
    level  smallint not null check (level between 0 and 7),
    index  bigint not null,
    hashes bytea not null check (octet_length(hashes) between 32 and 8192 and octet_length(hashes) % 32 = 0),
    primary key (log, level, index)
);

-- The size is the key: no two roots of one size are ever signed.
create table log_checkpoints (
    log          smallint not null references logs,
    size         bigint not null,
    note         text not null,
    cosignatures text[] not null default '{}',
    signed_at    timestamptz not null,
    primary key (log, size)
);

-- How many leaves belong to nobody any more, because their organization was forgotten.
alter table organization_status add column forgotten_leaves bigint not null default 0;
