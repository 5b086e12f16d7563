-- Keys that have signed credentials, by the name of who issued: none of them may vanish from the product's settings, or what it signed could
-- not be verified any more.
create table credential_keys (
    issuer        text not null,
    id            text not null,
    public_key    bytea not null check (octet_length(public_key) = 32),
    first_used_at timestamptz not null default clock_timestamp(),
    primary key (issuer, id)
);

alter table credential_keys enable row level security;
