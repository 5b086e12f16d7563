-- A change touches as few rows as it can: planned notices stand in the organization's row and become rows of their own when they are
-- settled, notifications are read from the outbox instead of being copied, and what a write adds comes typed.

create type planned_notice as
(
    kind            text,
    level           text,
    ends_at         timestamptz,
    point           integer,
    schedule        bigint,
    subscription_id text,
    due_at          timestamptz
);

alter table organization_status add column planned_notices planned_notice[] not null default '{}';

update organization_status as s
set planned_notices = p.notices
from (
    select n.organization_id, n.epoch,
           array_agg((n.kind, n.level, n.ends_at, n.point, n.schedule, n.subscription_id, n.due_at)::planned_notice order by n.due_at) as notices
    from expiry_notices as n
    where n.outcome = 'pending'
    group by n.organization_id, n.epoch) as p
where p.organization_id = s.organization_id and p.epoch = s.epoch;

-- The name goes to the view that shows both.
alter table expiry_notices rename to settled_notices;
alter table settled_notices rename constraint expiry_notices_key to settled_notices_key;
drop index ix_expiry_notices_pending;
alter index ix_expiry_notices_raised rename to ix_settled_notices_raised;
alter index ix_expiry_notices_superseded rename to ix_settled_notices_superseded;
delete from settled_notices where outcome = 'pending';
alter table settled_notices drop constraint expiry_notices_outcome_check;
alter table settled_notices add constraint settled_notices_outcome check (outcome in ('raised', 'superseded', 'cancelled'));
alter table settled_notices alter column settled_at set not null;

-- Which notification is which is said by its place in the outbox.
drop trigger if exists outbox_told_in_app on outbox;
drop function if exists copy_outbox_to_notifications();
drop trigger if exists organization_status_forgets_notifications on organization_status;
drop function if exists forget_notifications();
alter table organization_notification_reads drop constraint organization_notification_rea_organization_id_epoch_number_fkey;
drop table organization_notifications;

-- What a write adds to or changes in the tables, as it comes with the document: one parse makes all of it.
create type projected_metrics as
(
    as_of              timestamptz,
    reported_at        timestamptz,
    review_count       integer,
    response_rate      numeric,
    avg_response_hours numeric,
    public_cases       integer
);

create type projected_status as
(
    current_level   text,
    next_due        timestamptz,
    sequence        bigint,
    head_hash       text,
    outbox_number   bigint,
    forgotten_at    timestamptz,
    in_grace        boolean,
    counts_until    timestamptz,
    level_c_blocked boolean,
    metrics         projected_metrics
);

create type projected_level as
(
    id               uuid,
    level            text,
    state            text,
    granted_at       timestamptz,
    granted_by_kind  text,
    granted_by       text,
    valid_from       timestamptz,
    valid_until      timestamptz,
    counts_until     timestamptz,
    last_verified_at timestamptz,
    grace_ends_at    timestamptz,
    suspended_at     timestamptz,
    restorable_until timestamptz,
    at_risk_until    timestamptz,
    on_judgement     boolean,
    subscription_id  text,
    notes            text
);

create type projected_subscription as
(
    subscription_id    text,
    status             text,
    claim              text,
    claim_ends_at      timestamptz,
    grace_ends_at      timestamptz,
    current_period_end timestamptz,
    occurred_at        timestamptz,
    blocked            boolean
);

create type projected_request as
(
    id                     uuid,
    target_level           text,
    status                 text,
    message                text,
    evidence_urls          text[],
    requested_by           text,
    requested_at           timestamptz,
    closed_at              timestamptz,
    reviewed_by            text,
    review_notes           text,
    rejection_reason       text,
    granted_entry_sequence bigint
);

create type projected_entry as
(
    id            uuid,
    sequence      bigint,
    level         text,
    action        text,
    reason        text,
    actor_kind    text,
    actor_id      text,
    effective_at  timestamptz,
    recorded_at   timestamptz,
    levels_after  text[],
    metadata      jsonb,
    canonical     text,
    previous_hash text,
    hash          text,
    personal      jsonb
);

create type projected_notice as
(
    kind            text,
    level           text,
    ends_at         timestamptz,
    point           integer,
    schedule        bigint,
    subscription_id text,
    due_at          timestamptz,
    raised_at       timestamptz,
    outcome         text,
    settled_at      timestamptz
);

create type projected_event as
(
    id     text,
    number bigint,
    type   text,
    "time" timestamptz,
    data   jsonb
);

create type projected_answer as
(
    id          text,
    fingerprint text,
    answer      jsonb,
    answered_at timestamptz,
    expires_at  timestamptz
);

create type projected_reminder as
(
    grain_id   text,
    grain_hash integer,
    name       text,
    period     bigint
);

create type projection as
(
    schema          integer,
    organization_id uuid,
    epoch           integer,
    version         bigint,
    recorded_at     timestamptz,
    forget          boolean,
    status          projected_status,
    levels          projected_level[],
    subscriptions   projected_subscription[],
    requests        projected_request[],
    entries         projected_entry[],
    notices         projected_notice[],
    outbox          projected_event[],
    key             projected_answer,
    event           projected_answer,
    reminder        projected_reminder
);
