-- What happened is told: numbered in one order after its commit, once to each target, and again until the target has taken it.

-- The organization as it was right after the write that raised the event; null in rows of a release before.
alter table outbox add column version bigint;
alter table outbox add column status jsonb;
-- The place in the order of all events. Given after the commit, so that nothing comes in before a place that somebody has read.
alter table outbox add column position bigint;

drop index ix_outbox_undelivered;
alter table outbox drop column attempts;
alter table outbox drop column next_attempt_at;
create index ix_outbox_waiting on outbox (created_at, organization_id) where delivered_at is null;
create unique index ix_outbox_position on outbox (position) where position is not null;

comment on column outbox.delivered_at is 'When it was numbered and its deliveries were made.';

-- One row: whoever holds its lock numbers events. Those above taken_from, up to position, were numbered by the transaction taken_by.
create table event_sequence (
    singleton  boolean primary key default true check (singleton),
    position   bigint not null default 0,
    taken_from bigint not null default 0,
    taken_by   xid8
);

insert into event_sequence default values;

-- One row: since when events are sent, and whether anything is.
create table delivery_state (
    singleton         boolean primary key default true check (singleton),
    -- Cursors of the feed name it: after a restore positions may be given a second time.
    feed              uuid not null default gen_random_uuid(),
    -- What happened before is in the feed, and nobody is told of it.
    started_at        timestamptz not null default clock_timestamp(),
    held_at           timestamptz,
    held_because      text,
    -- The cluster and database that this was last seen in; null where it may not be read.
    system_identifier bigint,
    database_oid      bigint
);

insert into delivery_state default values;

create table webhook_endpoints (
    id                  uuid primary key,
    -- null: hears of all organizations.
    organization_id     uuid,
    -- Whose it is: the platform's admins may bind one to an organization, too.
    owned_by            text not null check (owned_by in ('platform', 'organization')),
    url                 text not null check (char_length(url) between 1 and 2000),
    description         text check (char_length(description) <= 500),
    -- null: all types, later ones too.
    event_types         text[],
    content_type        text not null default 'application/json',
    max_in_flight       integer not null default 8 check (max_in_flight between 1 and 32),
    -- Encrypted; the first bytes name the key.
    secret              bytea not null,
    previous_secret     bytea,
    previous_expires_at timestamptz,
    created_at          timestamptz not null,
    created_by          text not null,
    updated_at          timestamptz not null,
    version             bigint not null default 1,
    disabled_at         timestamptz,
    disabled_reason     text check (disabled_reason in ('by_owner', 'gone', 'failing', 'secret_unreadable')),
    -- Since when nothing but failures, and how often; null and 0: the last answer was a success.
    failing_since       timestamptz,
    failures            integer not null default 0,
    next_probe_at       timestamptz,
    -- The organization whose events alone failed since then: others are not held up by it. Null where several failed.
    failing_lane        uuid,
    -- How many of the three notices about it were written: at the first day of failures, 24 h before its end, at its end.
    notices             integer not null default 0,
    check (owned_by = 'platform' or organization_id is not null),
    check ((disabled_at is null) = (disabled_reason is null))
);

create index ix_webhook_endpoints_organization on webhook_endpoints (organization_id);

-- What an endpoint was last told of an organization: the number before the next one.
create table delivery_lanes (
    endpoint_id     uuid not null references webhook_endpoints (id) on delete cascade,
    organization_id uuid not null,
    epoch           integer not null,
    number          bigint not null,
    primary key (endpoint_id, organization_id)
) with (fillfactor = 80);

create index ix_delivery_lanes_organization on delivery_lanes (organization_id);

-- Who works a target: an endpoint, or the mailer (the nil UUID).
create table delivery_leases (
    target     uuid primary key,
    holder     uuid not null,
    expires_at timestamptz not null
);

create table deliveries (
    id               uuid primary key default gen_random_uuid(),
    channel          text not null check (channel in ('webhook', 'mail')),
    endpoint_id      uuid references webhook_endpoints (id) on delete cascade,
    -- The address that a mail goes to, and in which capacity: a contact of the organization, or an account or subject.
    recipient        text,
    capacity         text check (capacity in ('contact', 'user')),
    user_id          text,
    -- What the mail is: "status" for events, else a letter of its own (an invitation, a digest, ...), with what it needs in details.
    letter           text,
    details          jsonb,
    organization_id  uuid,
    epoch            integer,
    number           bigint,
    version          bigint,
    type             text,
    -- Other events of the same write that a mail tells, too.
    also             bigint[],
    position         bigint not null default 0,
    previous_number  bigint,
    -- Sent again on request.
    replay           boolean not null default false,
    status           text not null default 'pending' check (status in ('pending', 'delivered', 'failed', 'cancelled')),
    created_at       timestamptz not null default now(),
    next_attempt_at  timestamptz not null default now(),
    first_failed_at  timestamptz,
    tries            integer not null default 0,
    -- Each try: {at, ms, status_code, error, body}.
    attempts         jsonb not null default '[]',
    ended_at         timestamptz,
    last_status_code integer,
    last_error       text,
    check ((channel = 'webhook') = (endpoint_id is not null)),
    check ((channel = 'mail') = (recipient is not null and letter is not null)),
    check ((status = 'pending') = (ended_at is null))
) with (autovacuum_vacuum_scale_factor = 0.02);

create unique index deliveries_event on deliveries (endpoint_id, organization_id, epoch, number)
    where channel = 'webhook' and not replay;
create unique index deliveries_replayed on deliveries (endpoint_id, organization_id, epoch, number)
    where channel = 'webhook' and replay and status = 'pending';
create unique index deliveries_mail on deliveries (recipient, organization_id, epoch, version) where letter = 'status';
create index ix_deliveries_pending on deliveries (endpoint_id, replay, position) where status = 'pending' and channel = 'webhook';
create index ix_deliveries_failing on deliveries (endpoint_id, organization_id, position)
    where status = 'pending' and channel = 'webhook' and first_failed_at is not null;
create index ix_deliveries_mail_pending on deliveries (next_attempt_at) where status = 'pending' and channel = 'mail';
create index ix_deliveries_endpoint on deliveries (endpoint_id, created_at desc, id) where channel = 'webhook';
create index ix_deliveries_organization on deliveries (organization_id);
create index ix_deliveries_ended on deliveries (ended_at) where ended_at is not null;

-- Where an event went; stays until the organization is forgotten.
create table told (
    organization_id uuid not null,
    epoch           integer not null,
    number          bigint not null,
    channel         text not null,
    -- Masked: a host, or an address without most of its local part.
    target          text not null,
    delivered_at    timestamptz not null,
    primary key (organization_id, epoch, number, channel, target)
);

-- What the outbox told in the product and no longer holds.
create table past_notifications (
    organization_id uuid not null,
    epoch           integer not null,
    number          bigint not null,
    type            text not null,
    "time"          timestamptz not null,
    data            jsonb not null,
    primary key (organization_id, epoch, number)
);

alter table event_sequence enable row level security;
alter table delivery_state enable row level security;
alter table webhook_endpoints enable row level security;
alter table delivery_lanes enable row level security;
alter table delivery_leases enable row level security;
alter table deliveries enable row level security;
alter table told enable row level security;
alter table past_notifications enable row level security;
