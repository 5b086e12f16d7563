-- Every write of an organization's state is projected into the read model in the same statement: state, history, lists and
-- outbox agree or nothing has happened. No rule lives here. The function copies what the grain decided, and raises where a
-- document cannot be the successor of what is stored.
create or replace function project_organization_status() returns trigger
    language plpgsql
    security definer
    set search_path = statuslevels, pg_temp
as $$
declare
    document record;
    change   record;
    status   record;
    answer   jsonb;
    org      uuid;
    waited   text;
    forgets  boolean;
    base     bigint := 0;
    posted   bigint := 0;
    head     text;
    added    bigint;
    first_at bigint;
    last_at  bigint;
begin
    if tg_op = 'DELETE' then
        raise exception 'the state of an organization is never deleted: forget it' using errcode = 'integrity_constraint_violation';
    end if;
    if new.payloadbinary is null then
        raise exception 'the state of an organization is never cleared: forget it' using errcode = 'not_null_violation';
    end if;

    -- As json, not jsonb: the book is skipped over instead of being built.
    select * into document
    from json_to_record(convert_from(new.payloadbinary, 'UTF8')::json)
        as d (schema integer, organization_id uuid, epoch integer, version bigint, projection jsonb);
    if document.schema is distinct from 1 then
        raise exception 'document schema % is not known to this database', coalesce(document.schema::text, '(none)')
            using errcode = 'feature_not_supported';
    end if;

    org := document.organization_id;
    select c.*, f.epoch as former_epoch, f.version as former_version, f.last_sequence, f.head_hash as former_hash,
           f.outbox_number as former_number
    into change
    from jsonb_to_record(document.projection)
        as c (recorded_at timestamptz, forget boolean, status jsonb, levels jsonb, subscriptions jsonb, requests jsonb,
              entries jsonb, notices jsonb, outbox jsonb, key jsonb, event jsonb)
    left join organization_status as f on f.organization_id = org;
    if org is null or document.epoch is null or document.version is null
        or change.recorded_at is null or change.status is null or change.levels is null then
        raise exception 'document of organization % lacks a member of the contract', org using errcode = 'not_null_violation';
    end if;
    forgets := coalesce(change.forget, false);

    select * into status
    from jsonb_to_record(change.status)
        as s (current_level text, next_due timestamptz, sequence bigint, head_hash text, outbox_number bigint,
              forgotten_at timestamptz, in_grace boolean, counts_until timestamptz, level_c_blocked boolean, metrics jsonb);

    -- Only the successor of what is stored may follow it.
    if document.version <> coalesce(change.former_version, 0) + 1 or document.epoch < coalesce(change.former_epoch, document.epoch) then
        raise exception 'organization %: version % of epoch % cannot follow version % of epoch %',
            org, document.version, document.epoch, coalesce(change.former_version, 0), coalesce(change.former_epoch, 0)
            using errcode = 'serialization_failure';
    end if;
    if document.epoch = change.former_epoch and not forgets then
        base := change.last_sequence;
        posted := change.former_number;
        head := change.former_hash;
    end if;

    if forgets then
        -- But for the key of this very call: the same again stays the same, whatever has begun anew since.
        delete from idempotency_keys where organization_id = org and id is distinct from decode(change.key ->> 'id', 'hex');
        delete from organization_status_history where organization_id = org;
        delete from organization_status_levels where organization_id = org;
        delete from organization_subscriptions where organization_id = org;
        delete from status_upgrade_requests where organization_id = org;
        delete from expiry_notices where organization_id = org;
        delete from outbox where organization_id = org and delivered_at is null;
    end if;

    -- The answer is kept under the key of the call and for its event, or nothing of this write is. A key that is being used at this moment
    -- is waited for, but not for longer than the caller waits; one whose time is over is taken anew.
    foreach answer in array array_remove(array[change.key, change.event], null) loop
        waited := current_setting('lock_timeout');
        perform set_config('lock_timeout', '3s', true);
        insert into idempotency_keys as kept (id, organization_id, fingerprint, answer, answered_at, expires_at)
        select decode(k.id, 'hex'), org, decode(k.fingerprint, 'hex'), k.answer, k.answered_at, k.expires_at
        from jsonb_to_record(answer) as k (id text, fingerprint text, answer jsonb, answered_at timestamptz, expires_at timestamptz)
        on conflict (id) do update
        set (organization_id, fingerprint, answer, answered_at, expires_at)
          = (excluded.organization_id, excluded.fingerprint, excluded.answer, excluded.answered_at, excluded.expires_at)
        where kept.expires_at <= excluded.answered_at;
        if not found then
            raise exception 'the key is taken: idempotency_keys_key' using errcode = 'unique_violation', constraint = 'idempotency_keys_key';
        end if;
        perform set_config('lock_timeout', waited, true);
    end loop;

    insert into organization_status as stored
        (organization_id, epoch, version, current_level, counts_until, next_due, in_grace, level_c_blocked, last_sequence,
         head_hash, outbox_number, forgotten_at, recorded_at, metrics_as_of, reported_at, review_count, response_rate,
         avg_response_hours, public_cases)
    select org, document.epoch, document.version, status.current_level, status.counts_until, status.next_due, status.in_grace,
           status.level_c_blocked, status.sequence, status.head_hash, status.outbox_number, status.forgotten_at,
           change.recorded_at, m.as_of, m.reported_at, m.review_count, m.response_rate, m.avg_response_hours, m.public_cases
    from jsonb_to_record(coalesce(status.metrics, '{}'))
        as m (as_of timestamptz, reported_at timestamptz, review_count integer, response_rate numeric,
              avg_response_hours numeric, public_cases integer)
    on conflict (organization_id) do update
    set (epoch, version, current_level, counts_until, next_due, in_grace, level_c_blocked, last_sequence, head_hash,
         outbox_number, forgotten_at, recorded_at, metrics_as_of, reported_at, review_count, response_rate,
         avg_response_hours, public_cases)
      = (excluded.epoch, excluded.version, excluded.current_level, excluded.counts_until, excluded.next_due, excluded.in_grace,
         excluded.level_c_blocked, excluded.last_sequence, excluded.head_hash, excluded.outbox_number, excluded.forgotten_at,
         excluded.recorded_at, excluded.metrics_as_of, excluded.reported_at, excluded.review_count, excluded.response_rate,
         excluded.avg_response_hours, excluded.public_cases)
    where stored.version = excluded.version - 1;
    if not found then
        raise exception 'organization %: someone else wrote version %', org, document.version using errcode = 'serialization_failure';
    end if;

    -- The levels come whole: what is not among them is gone. Before the first write, and once forgotten, there are none.
    if change.former_version is not null and not forgets then
        delete from organization_status_levels as stored
        where stored.organization_id = org
          and not exists (select from jsonb_array_elements(change.levels) as l where l ->> 'level' = stored.level);
    end if;
    if jsonb_array_length(change.levels) > 0 then
        insert into organization_status_levels as stored
            (organization_id, level, id, state, granted_at, granted_by_kind, granted_by, valid_from, valid_until, counts_until,
             last_verified_at, grace_ends_at, suspended_at, restorable_until, at_risk_until, on_judgement, subscription_id, notes)
        select org, l.level, l.id, l.state, l.granted_at, l.granted_by_kind, l.granted_by, l.valid_from, l.valid_until,
               l.counts_until, l.last_verified_at, l.grace_ends_at, l.suspended_at, l.restorable_until, l.at_risk_until,
               coalesce(l.on_judgement, false), l.subscription_id, l.notes
        from jsonb_to_recordset(change.levels)
            as l (id uuid, level text, state text, granted_at timestamptz, granted_by_kind text, granted_by text,
                  valid_from timestamptz, valid_until timestamptz, counts_until timestamptz, last_verified_at timestamptz,
                  grace_ends_at timestamptz, suspended_at timestamptz, restorable_until timestamptz, at_risk_until timestamptz,
                  on_judgement boolean, subscription_id text, notes text)
        on conflict (organization_id, level) do update
        set (id, state, granted_at, granted_by_kind, granted_by, valid_from, valid_until, counts_until, last_verified_at,
             grace_ends_at, suspended_at, restorable_until, at_risk_until, on_judgement, subscription_id, notes)
          = (excluded.id, excluded.state, excluded.granted_at, excluded.granted_by_kind, excluded.granted_by, excluded.valid_from,
             excluded.valid_until, excluded.counts_until, excluded.last_verified_at, excluded.grace_ends_at,
             excluded.suspended_at, excluded.restorable_until, excluded.at_risk_until, excluded.on_judgement,
             excluded.subscription_id, excluded.notes)
        -- A level that this write did not touch costs no new row version.
        where stored is distinct from excluded;
    end if;

    if jsonb_array_length(change.subscriptions) > 0 then
        insert into organization_subscriptions
            (organization_id, subscription_id, status, claim, claim_ends_at, grace_ends_at, current_period_end, occurred_at, blocked)
        select org, s.subscription_id, s.status, s.claim, s.claim_ends_at, s.grace_ends_at, s.current_period_end, s.occurred_at,
               coalesce(s.blocked, false)
        from jsonb_to_recordset(change.subscriptions)
            as s (subscription_id text, status text, claim text, claim_ends_at timestamptz, grace_ends_at timestamptz,
                  current_period_end timestamptz, occurred_at timestamptz, blocked boolean)
        on conflict (organization_id, subscription_id) do update
        set (status, claim, claim_ends_at, grace_ends_at, current_period_end, occurred_at, blocked)
          = (excluded.status, excluded.claim, excluded.claim_ends_at, excluded.grace_ends_at, excluded.current_period_end,
             excluded.occurred_at, excluded.blocked);
    end if;

    if jsonb_array_length(change.requests) > 0 then
        insert into status_upgrade_requests
            (organization_id, id, target_level, status, message, evidence_urls, requested_by, requested_at, closed_at,
             reviewed_by, review_notes, rejection_reason, granted_entry_sequence)
        select org, r.id, r.target_level, r.status, r.message, coalesce(r.evidence_urls, '{}'), r.requested_by, r.requested_at,
               r.closed_at, r.reviewed_by, r.review_notes, r.rejection_reason, r.granted_entry_sequence
        from jsonb_to_recordset(change.requests)
            as r (id uuid, target_level text, status text, message text, evidence_urls text[], requested_by text,
                  requested_at timestamptz, closed_at timestamptz, reviewed_by text, review_notes text, rejection_reason text,
                  granted_entry_sequence bigint)
        on conflict (organization_id, id) do update
        set (target_level, status, message, evidence_urls, requested_by, requested_at, closed_at, reviewed_by, review_notes,
             rejection_reason, granted_entry_sequence)
          = (excluded.target_level, excluded.status, excluded.message, excluded.evidence_urls, excluded.requested_by,
             excluded.requested_at, excluded.closed_at, excluded.reviewed_by, excluded.review_notes, excluded.rejection_reason,
             excluded.granted_entry_sequence);
    end if;

    -- Entries are only ever added, each the next one of its chain.
    if jsonb_array_length(change.entries) > 0 then
        with written as (
            insert into organization_status_history
                (organization_id, epoch, sequence, id, level, action, reason, actor_kind, actor_id, effective_at, recorded_at,
                 levels_after, metadata, canonical, previous_hash, hash, personal)
            select org, document.epoch, e.sequence, e.id, e.level, e.action, e.reason, e.actor_kind, e.actor_id, e.effective_at,
                   e.recorded_at, e.levels_after, coalesce(e.metadata, '{}'), e.canonical, e.previous_hash, e.hash,
                   e.personal
            from jsonb_to_recordset(change.entries)
                as e (id uuid, sequence bigint, level text, action text, reason text, actor_kind text, actor_id text,
                      effective_at timestamptz, recorded_at timestamptz, levels_after text[], metadata jsonb, canonical text,
                      previous_hash text, hash text, personal jsonb)
            returning sequence, previous_hash, hash),
        chained as (
            select w.sequence, w.hash,
                   w.previous_hash = coalesce(lag(w.hash) over (order by w.sequence), head, repeat('0', 64)) as follows
            from written as w)
        select count(*), min(sequence), max(sequence), (array_agg(hash order by sequence desc))[1]
        into added, first_at, last_at, head
        from chained
        having bool_and(follows);
        if added is null then
            raise exception 'organization %: the new entries do not continue the hash chain', org
                using errcode = 'integrity_constraint_violation';
        end if;
        if first_at <> base + 1 or last_at <> base + added then
            raise exception 'organization %: entries % to % cannot follow entry %', org, first_at, last_at, base
                using errcode = 'integrity_constraint_violation';
        end if;
        base := last_at;
    end if;
    if status.sequence <> base or status.head_hash is distinct from head then
        raise exception 'organization %: the status names entry % as its last, the history ends with %', org, status.sequence, base
            using errcode = 'integrity_constraint_violation';
    end if;

    if jsonb_array_length(change.notices) > 0 then
        insert into expiry_notices
            (organization_id, epoch, kind, level, ends_at, point, schedule, subscription_id, due_at, raised_at, outcome, settled_at)
        select org, document.epoch, n.kind, n.level, n.ends_at, n.point, n.schedule, n.subscription_id, n.due_at, n.raised_at,
               n.outcome, n.settled_at
        from jsonb_to_recordset(change.notices)
            as n (kind text, level text, ends_at timestamptz, point integer, schedule bigint, subscription_id text,
                  due_at timestamptz, raised_at timestamptz, outcome text, settled_at timestamptz)
        on conflict on constraint expiry_notices_key do update
        set (due_at, raised_at, outcome, settled_at)
          = (excluded.due_at, excluded.raised_at, excluded.outcome, excluded.settled_at);
    end if;

    if jsonb_array_length(change.outbox) > 0 then
        with written as (
            insert into outbox (organization_id, epoch, number, id, type, time, data)
            select org, document.epoch, o.number, o.id, o.type, o.time, o.data
            from jsonb_to_recordset(change.outbox) as o (id text, number bigint, type text, "time" timestamptz, data jsonb)
            returning number)
        select count(*), min(number), max(number) into added, first_at, last_at from written;
        if first_at <> posted + 1 or last_at <> posted + added then
            raise exception 'organization %: events % to % cannot follow event %', org, first_at, last_at, posted
                using errcode = 'integrity_constraint_violation';
        end if;
        posted := last_at;
    end if;
    if status.outbox_number <> posted then
        raise exception 'organization %: the status names event % as its last, the outbox ends with %', org, status.outbox_number, posted
            using errcode = 'integrity_constraint_violation';
    end if;

    return null;
end
$$;

revoke all on function project_organization_status() from public;
