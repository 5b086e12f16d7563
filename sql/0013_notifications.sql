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

create function copy_outbox_to_notifications() returns trigger
    language plpgsql
    security definer
    set search_path = statuslevels, pg_temp
as $$
begin
    insert into organization_notifications (organization_id, epoch, number, type, created_at, metadata)
    select a.organization_id, a.epoch, a.number, a.type, a.time, jsonb_build_object(
        'level', a.data -> 'level', 'days_left', a.data -> 'days_left',
        'valid_until', a.data -> 'valid_until', 'expiry_date', a.data -> 'ends_at')
    from added as a;
    return null;
end
$$;

create trigger outbox_told_in_app
    after insert on outbox
    referencing new table as added
    for each statement
    execute function copy_outbox_to_notifications();

-- A new epoch begins when an organization is forgotten, and nothing of the one before it stays.
create function forget_notifications() returns trigger
    language plpgsql
    security definer
    set search_path = statuslevels, pg_temp
as $$
begin
    delete from organization_notifications where organization_id = new.organization_id and epoch < new.epoch;
    return null;
end
$$;

create trigger organization_status_forgets_notifications
    after update on organization_status
    for each row
    when (new.epoch > old.epoch)
    execute function forget_notifications();

-- What the outbox holds already; nobody writes to it until this script is through.
insert into organization_notifications (organization_id, epoch, number, type, created_at, metadata)
select o.organization_id, o.epoch, o.number, o.type, o.time, jsonb_build_object(
    'level', o.data -> 'level', 'days_left', o.data -> 'days_left',
    'valid_until', o.data -> 'valid_until', 'expiry_date', o.data -> 'ends_at')
from outbox as o
join organization_status as s on s.organization_id = o.organization_id and s.epoch = o.epoch;

-- Levels by their end are read in pages: equal ends need an order too.
create index ix_organization_status_levels_ends on organization_status_levels (valid_until, id) where valid_until is not null;
drop index ix_organization_status_levels_expiring;
