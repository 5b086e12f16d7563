-- The read model: what project_organization_status copies out of every write of an organization. Nothing else writes it.
-- Instants are exclusive ends; a null end is open.

create table organization_status
(
    organization_id    uuid        not null primary key,
    epoch              integer     not null,
    version            bigint      not null,
    current_level      text        not null check (current_level in ('0', 'A', 'B', 'C')),
    counts_until       timestamptz null,
    next_due           timestamptz null,
    in_grace           boolean     not null,
    level_c_blocked    boolean     not null,
    last_sequence      bigint      not null,
    head_hash          text        null,
    outbox_number      bigint      not null,
    forgotten_at       timestamptz null,
    recorded_at        timestamptz not null,
    metrics_as_of      timestamptz null,
    reported_at        timestamptz null,
    review_count       integer     null,
    response_rate      numeric     null,
    avg_response_hours numeric     null,
    public_cases       integer     null,
    check ((head_hash is null) = (last_sequence = 0))
) with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02);

-- The check that every organization with something due has its reminder walks along this.
create index ix_organization_status_due on organization_status (next_due) where next_due is not null;
create index ix_organization_status_level on organization_status (current_level, organization_id);
create index ix_organization_status_grace on organization_status (organization_id) where in_grace;

create table organization_status_levels
(
    organization_id  uuid        not null,
    level            text        not null check (level in ('A', 'B', 'C')),
    id               uuid        not null,
    state            text        not null check (state in ('active', 'grace', 'suspended')),
    granted_at       timestamptz not null,
    granted_by_kind  text        not null,
    granted_by       text        null,
    valid_from       timestamptz not null,
    valid_until      timestamptz null,
    counts_until     timestamptz null,
    last_verified_at timestamptz null,
    grace_ends_at    timestamptz null,
    suspended_at     timestamptz null,
    restorable_until timestamptz null,
    at_risk_until    timestamptz null,
    on_judgement     boolean     not null,
    subscription_id  text        null,
    notes            text        null,
    primary key (organization_id, level)
) with (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.02);

create index ix_organization_status_levels_counting on organization_status_levels (level, counts_until);
-- Levels by their end are read in pages: equal ends need an order too.
create index ix_organization_status_levels_ends on organization_status_levels (valid_until, id) where valid_until is not null;

create table organization_subscriptions
(
    organization_id    uuid        not null,
    subscription_id    text        not null,
    -- Null until the payment provider reports one: a grant may name a subscription first.
    status             text        null,
    claim              text        not null check (claim in ('open', 'grace', 'dated', 'none')),
    claim_ends_at      timestamptz null,
    grace_ends_at      timestamptz null,
    current_period_end timestamptz null,
    occurred_at        timestamptz null,
    blocked            boolean     not null,
    primary key (organization_id, subscription_id)
) with (fillfactor = 80);

create table status_upgrade_requests
(
    organization_id        uuid        not null,
    id                     uuid        not null,
    target_level           text        not null,
    status                 text        not null check (status in ('pending', 'approved', 'rejected', 'cancelled')),
    message                text        null,
    evidence_urls          text[]      not null,
    requested_by           text        null,
    requested_at           timestamptz not null,
    closed_at              timestamptz null,
    reviewed_by            text        null,
    review_notes           text        null,
    rejection_reason       text        null,
    granted_entry_sequence bigint      null,
    primary key (organization_id, id)
);

-- The review queue, oldest first.
create index ix_status_upgrade_requests_queue on status_upgrade_requests (status, requested_at, id);
-- Requests by when they came in and when they were answered.
create index ix_status_upgrade_requests_requested on status_upgrade_requests (requested_at);
create index ix_status_upgrade_requests_closed on status_upgrade_requests (closed_at) where closed_at is not null;

-- Append-only. "reason" is a code of the system; what people wrote stands in "personal" alone, so that it can be forgotten.
create table organization_status_history
(
    organization_id uuid        not null,
    epoch           integer     not null,
    sequence        bigint      not null,
    id              uuid        not null,
    level           text        not null,
    action          text        not null,
    reason          text        null,
    actor_kind      text        not null check (actor_kind in ('user', 'service', 'system')),
    actor_id        text        null,
    effective_at    timestamptz not null,
    recorded_at     timestamptz not null,
    levels_after    text[]      not null,
    metadata        jsonb       not null,
    canonical       text        not null,
    previous_hash   text        not null,
    hash            text        not null,
    personal        jsonb       null,
    primary key (organization_id, epoch, sequence)
);

-- Pages and exact totals by level and action, from the index alone.
create index ix_organization_status_history_filter
    on organization_status_history (organization_id, epoch, level, action, sequence);
-- Entries arrive in the order of recorded_at: a few pages cover years of analytics.
create index ix_organization_status_history_recorded on organization_status_history using brin (recorded_at);

create table expiry_notices
(
    organization_id uuid        not null,
    epoch           integer     not null,
    kind            text        not null check (kind in ('expiry', 'grace')),
    level           text        not null,
    ends_at         timestamptz not null,
    point           integer     not null,
    schedule        bigint      not null,
    subscription_id text        null,
    due_at          timestamptz not null,
    raised_at       timestamptz null,
    outcome         text        not null check (outcome in ('pending', 'raised', 'superseded', 'cancelled')),
    settled_at      timestamptz null,
    constraint expiry_notices_key unique nulls not distinct
        (organization_id, epoch, kind, level, ends_at, point, schedule, subscription_id)
) with (fillfactor = 80);

create index ix_expiry_notices_pending on expiry_notices (due_at) where outcome = 'pending';
create index ix_expiry_notices_raised on expiry_notices (raised_at) where raised_at is not null;
-- Few notices are superseded: the summary of a day finds them without looking at the others.
create index ix_expiry_notices_superseded on expiry_notices (settled_at) where outcome = 'superseded';

-- CloudEvents on their way out, numbered without gaps per organization and epoch: the order in which they leave.
create table outbox
(
    organization_id uuid        not null,
    epoch           integer     not null,
    number          bigint      not null,
    id              text        not null,
    type            text        not null,
    time            timestamptz not null,
    data            jsonb       not null,
    created_at      timestamptz not null default now(),
    attempts        integer     not null default 0,
    next_attempt_at timestamptz not null default now(),
    delivered_at    timestamptz null,
    constraint outbox_key primary key (organization_id, epoch, number)
) with (autovacuum_vacuum_scale_factor = 0.02);

create index ix_outbox_undelivered on outbox (next_attempt_at, organization_id) where delivered_at is null;
create index ix_outbox_delivered on outbox (delivered_at) where delivered_at is not null;

-- A table without a policy for a role shows it nothing; the policies stand in current/access.
alter table organization_status enable row level security;
alter table organization_status_levels enable row level security;
alter table organization_subscriptions enable row level security;
alter table status_upgrade_requests enable row level security;
alter table organization_status_history enable row level security;
alter table expiry_notices enable row level security;
alter table outbox enable row level security;
