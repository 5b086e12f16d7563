-- Keys that events are signed with, so that receivers need no secret: since when they are published, whichever node was first.
create table webhook_signing_keys (
    public_key   bytea primary key check (octet_length(public_key) = 32),
    published_at timestamptz not null
);

alter table webhook_signing_keys enable row level security;

-- What happened in a span of time is asked for when it is sent again. Rows come in the order of their instants.
create index ix_outbox_created on outbox using brin (created_at);

alter table api_keys drop constraint api_keys_scopes_check;
alter table api_keys add constraint api_keys_scopes_check check (cardinality(scopes) > 0
    and scopes <@ array ['subscriptions:write', 'reputation:write', 'status:write', 'organizations:write', 'events:read', 'mail:write']);
