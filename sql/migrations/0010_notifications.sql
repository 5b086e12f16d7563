-- What an organization's members are told in the product. Everything that goes out is told in here too: each row is a copy of a
-- row of the outbox, made in the statement that writes it, and stays when the outbox is cleared.

create table organization_notifications
(
    organization_id uuid        not null,
    epoch           integer     not null,
    number          bigint      not null,
    -- Named by what it is a copy of; the two digits in place make it a UUID (version 8).
    id              uuid        not null generated always as (overlay(overlay(left(encode(
        sha256(uuid_send(organization_id) || int4send(epoch) || int8send(number)), 'hex'), 32) placing '8' from 13) placing 'a' from 17)::uuid) stored,
    type            text        not null,
    created_at      timestamptz not null,
    -- Facts about the level alone, never what people wrote.
    metadata        jsonb       not null,
    primary key (organization_id, epoch, number)
) with (autovacuum_vacuum_scale_factor = 0.02);

comment on table organization_notifications is 'In-app notifications: a copy of what went to the outbox, without what people wrote.';

-- Who has read which. Forgetting an organization takes its marks along, also one that is being made at the time.
create table organization_notification_reads
(
    organization_id uuid        not null,
    epoch           integer     not null,
    number          bigint      not null,
    user_id         text        not null check (char_length(user_id) between 1 and 255),
    read_at         timestamptz not null,
    primary key (organization_id, epoch, number, user_id),
    foreign key (organization_id, epoch, number) references organization_notifications on delete cascade
);

create index organization_notification_reads_user_idx on organization_notification_reads (user_id);

alter table organization_notifications enable row level security;
