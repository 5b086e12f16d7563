-- Every write of an organization's state is projected into the read model in the same statement: state, history, lists, outbox and
-- reminder agree or nothing has happened. No rule lives here. The function copies what the grain decided, and raises where a document
-- cannot be the successor of what is stored.
create or replace function project_organization_status() returns trigger
    language plpgsql
    security definer
    set search_path = statuslevels, pg_temp
as $$
declare
    cut     integer;
    change  projection;
    status  projected_status;
    former  record;
    entry   projected_entry;
    event   projected_event;
    answer  projected_answer;
    org     uuid;
    planned planned_notice[] := '{}';
    leaves  bigint := 0;
    base    bigint := 0;
    posted  bigint := 0;
    head    text;
    after   jsonb;
begin
    if tg_op = 'DELETE' then
        raise exception 'the state of an organization is never deleted: forget it' using errcode = 'integrity_constraint_violation';
    end if;
    if new.payloadbinary is null then
        raise exception 'the state of an organization is never cleared: forget it' using errcode = 'not_null_violation';
    end if;

    -- The state is a line, and what this write adds to the tables another one, which is not stored.
    cut := position('\x0a'::bytea in new.payloadbinary);
    if cut > 0 then
        change := jsonb_populate_record(null::projection, convert_from(substring(new.payloadbinary from cut + 1), 'UTF8')::jsonb);
        new.payloadbinary := substring(new.payloadbinary for cut - 1);
    else
        -- A node of the version before, which keeps it inside the state and sets its reminder itself.
        change := jsonb_populate_record(
            jsonb_populate_record(null::projection, convert_from(new.payloadbinary, 'UTF8')::jsonb -> 'projection'),
            convert_from(new.payloadbinary, 'UTF8')::jsonb);
    end if;
    if change.schema is distinct from 1 then
        raise exception 'document schema % is not known to this database', coalesce(change.schema::text, '(none)')
            using errcode = 'feature_not_supported';
    end if;

    org := change.organization_id;
    status := change.status;
    if org is null or change.epoch is null or change.version is null
        or change.recorded_at is null or status is null or change.levels is null then
        raise exception 'document of organization % lacks a member of the contract', org using errcode = 'not_null_violation';
    end if;
    change.forget := coalesce(change.forget, false);

    -- Only the successor of what is stored may follow it.
    select s.epoch, s.version, s.last_sequence, s.head_hash, s.outbox_number, s.planned_notices
    into former from organization_status as s where s.organization_id = org;
    if change.version <> coalesce(former.version, 0) + 1 or change.epoch < coalesce(former.epoch, change.epoch) then
        raise exception 'organization %: version % of epoch % cannot follow version % of epoch %',
            org, change.version, change.epoch, coalesce(former.version, 0), coalesce(former.epoch, 0)
            using errcode = 'serialization_failure';
    end if;
    if change.epoch = former.epoch and not change.forget then
        base := former.last_sequence;
        posted := former.outbox_number;
        head := former.head_hash;
        planned := former.planned_notices;
    end if;

    if change.forget then
        -- First that no log begins meanwhile, with these entries. Then in this order: what is taken into the log meanwhile stands among its
        -- entries after that.
        lock table organization_status_history in row exclusive mode;
        delete from log_queue where organization_id = org;
        delete from log_entries where organization_id = org;
        get diagnostics leaves = row_count;
        -- But for the key of this very call: the same again stays the same, whatever has begun anew since.
        delete from idempotency_keys where organization_id = org and id is distinct from decode((change.key).id, 'hex');
        delete from organization_status_history where organization_id = org;
        delete from organization_status_levels where organization_id = org;
        delete from organization_subscriptions where organization_id = org;
        delete from status_upgrade_requests where organization_id = org;
        delete from settled_notices where organization_id = org;
        delete from outbox where organization_id = org and delivered_at is null;
        delete from deliveries where organization_id = org;
        delete from delivery_lanes where organization_id = org;
        delete from told where organization_id = org;
        delete from past_notifications where organization_id = org;
        delete from organization_notification_reads where organization_id = org;
        delete from takeover_organizations where organization_id = org;
        -- After the levels: whoever gives one of them a place meanwhile has done so by now, or finds that it is gone.
        update credential_indexes
        set (organization_id, level, holding, epoch, sequence, folded) = (null, null, null, null, null, false)
        where organization_id = org;
    end if;

    -- The answer is kept under the key of the call and for its event, or nothing of this write is.
    if change.key is distinct from null or change.event is distinct from null then
        foreach answer in array array[change.key, change.event] loop
            continue when answer is null;
            perform keep_answer(org, answer);
        end loop;
    end if;

    -- What is planned stands in the organization's row; what is settled becomes a row of its own.
    if cardinality(change.notices) > 0 then
        if cardinality(planned) > 0 then
            planned := array(
                select p from unnest(planned) as p
                where not exists (
                    select from unnest(change.notices) as n
                    where (n.kind, n.level, n.ends_at, n.point, n.schedule) = (p.kind, p.level, p.ends_at, p.point, p.schedule)
                      and n.subscription_id is not distinct from p.subscription_id));
        end if;
        insert into settled_notices
            (organization_id, epoch, kind, level, ends_at, point, schedule, subscription_id, due_at, raised_at, outcome, settled_at)
        select org, change.epoch, n.kind, n.level, n.ends_at, n.point, n.schedule, n.subscription_id, n.due_at, n.raised_at, n.outcome,
               n.settled_at
        from unnest(change.notices) as n
        where n.outcome <> 'pending'
        on conflict on constraint settled_notices_key do update
        set (raised_at, outcome, settled_at) = (excluded.raised_at, excluded.outcome, excluded.settled_at);
        planned := planned || array(
            select (n.kind, n.level, n.ends_at, n.point, n.schedule, n.subscription_id, n.due_at)::planned_notice
            from unnest(change.notices) as n
            where n.outcome = 'pending');
    end if;

    insert into organization_status as stored
        (organization_id, epoch, version, current_level, counts_until, next_due, in_grace, level_c_blocked, last_sequence,
         head_hash, outbox_number, forgotten_at, recorded_at, metrics_as_of, reported_at, review_count, response_rate,
         avg_response_hours, public_cases, planned_notices, forgotten_leaves)
    values
        (org, change.epoch, change.version, status.current_level, status.counts_until, status.next_due, status.in_grace,
         status.level_c_blocked, status.sequence, status.head_hash, status.outbox_number, status.forgotten_at, change.recorded_at,
         (status.metrics).as_of, (status.metrics).reported_at, (status.metrics).review_count, (status.metrics).response_rate,
         (status.metrics).avg_response_hours, (status.metrics).public_cases, planned, leaves)
    on conflict (organization_id) do update
    set (epoch, version, current_level, counts_until, next_due, in_grace, level_c_blocked, last_sequence, head_hash,
         outbox_number, forgotten_at, recorded_at, metrics_as_of, reported_at, review_count, response_rate,
         avg_response_hours, public_cases, planned_notices, forgotten_leaves)
      = (excluded.epoch, excluded.version, excluded.current_level, excluded.counts_until, excluded.next_due, excluded.in_grace,
         excluded.level_c_blocked, excluded.last_sequence, excluded.head_hash, excluded.outbox_number, excluded.forgotten_at,
         excluded.recorded_at, excluded.metrics_as_of, excluded.reported_at, excluded.review_count, excluded.response_rate,
         excluded.avg_response_hours, excluded.public_cases, excluded.planned_notices, stored.forgotten_leaves + excluded.forgotten_leaves)
    where stored.version = excluded.version - 1;
    if not found then
        raise exception 'organization %: someone else wrote version % (orleansstorage_key)', org, change.version
            using errcode = 'unique_violation', constraint = 'orleansstorage_key';
    end if;

    -- The levels come whole: what is not among them is gone. Before the first write, and once forgotten, there are none.
    if former.version is not null and not change.forget then
        delete from organization_status_levels as stored
        where stored.organization_id = org and stored.level <> all (array(select l.level from unnest(change.levels) as l));
    end if;
    if cardinality(change.levels) > 0 then
        insert into organization_status_levels as stored
            (organization_id, level, id, state, granted_at, granted_by_kind, granted_by, valid_from, valid_until, counts_until,
             last_verified_at, grace_ends_at, suspended_at, restorable_until, at_risk_until, on_judgement, subscription_id, notes)
        select org, l.level, l.id, l.state, l.granted_at, l.granted_by_kind, l.granted_by, l.valid_from, l.valid_until,
               l.counts_until, l.last_verified_at, l.grace_ends_at, l.suspended_at, l.restorable_until, l.at_risk_until,
               coalesce(l.on_judgement, false), l.subscription_id, l.notes
        from unnest(change.levels) as l
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

    if cardinality(change.subscriptions) > 0 then
        insert into organization_subscriptions
            (organization_id, subscription_id, status, claim, claim_ends_at, grace_ends_at, current_period_end, occurred_at, blocked)
        select org, s.subscription_id, s.status, s.claim, s.claim_ends_at, s.grace_ends_at, s.current_period_end, s.occurred_at,
               coalesce(s.blocked, false)
        from unnest(change.subscriptions) as s
        on conflict (organization_id, subscription_id) do update
        set (status, claim, claim_ends_at, grace_ends_at, current_period_end, occurred_at, blocked)
          = (excluded.status, excluded.claim, excluded.claim_ends_at, excluded.grace_ends_at, excluded.current_period_end,
             excluded.occurred_at, excluded.blocked);
    end if;

    if cardinality(change.requests) > 0 then
        insert into status_upgrade_requests
            (organization_id, id, target_level, status, message, evidence_urls, requested_by, requested_at, closed_at,
             reviewed_by, review_notes, rejection_reason, granted_entry_sequence, comment)
        select org, r.id, r.target_level, r.status, r.message, coalesce(r.evidence_urls, '{}'), r.requested_by, r.requested_at,
               r.closed_at, r.reviewed_by, r.review_notes, r.rejection_reason, r.granted_entry_sequence, r.comment
        from unnest(change.requests) as r
        on conflict (organization_id, id) do update
        set (target_level, status, message, evidence_urls, requested_by, requested_at, closed_at, reviewed_by, review_notes,
             rejection_reason, granted_entry_sequence, comment)
          = (excluded.target_level, excluded.status, excluded.message, excluded.evidence_urls, excluded.requested_by,
             excluded.requested_at, excluded.closed_at, excluded.reviewed_by, excluded.review_notes, excluded.rejection_reason,
             excluded.granted_entry_sequence, excluded.comment);
    end if;

    -- Entries are only ever added, each the next one of its chain.
    if cardinality(change.entries) > 0 then
        foreach entry in array change.entries loop
            if entry.sequence <> base + 1 then
                raise exception 'organization %: entry % cannot follow entry %', org, entry.sequence, base
                    using errcode = 'integrity_constraint_violation';
            end if;
            if entry.previous_hash is distinct from coalesce(head, repeat('0', 64)) then
                raise exception 'organization %: the new entries do not continue the hash chain', org
                    using errcode = 'integrity_constraint_violation';
            end if;
            base := entry.sequence;
            head := entry.hash;
            insert into organization_status_history
                (organization_id, epoch, sequence, id, level, action, reason, actor_kind, actor_id, effective_at, recorded_at,
                 levels_after, metadata, canonical, previous_hash, hash, personal)
            values
                (org, change.epoch, entry.sequence, entry.id, entry.level, entry.action, entry.reason, entry.actor_kind, entry.actor_id,
                 entry.effective_at, entry.recorded_at, entry.levels_after, coalesce(entry.metadata, '{}'), entry.canonical,
                 entry.previous_hash, entry.hash, entry.personal);
        end loop;
        insert into log_queue (organization_id, epoch, sequence)
        select org, change.epoch, e.sequence from unnest(change.entries) as e
        where exists (select from logs where closed_at is null)
        order by e.sequence;
    end if;
    if status.sequence <> base or status.head_hash is distinct from head then
        raise exception 'organization %: the status names entry % as its last, the history ends with %', org, status.sequence, base
            using errcode = 'integrity_constraint_violation';
    end if;

    if cardinality(change.outbox) > 0 then
        after := jsonb_build_object(
            'current_level', status.current_level, 'version', change.version,
            'levels', coalesce((
                select jsonb_agg(jsonb_build_object(
                    'level', l.level, 'state', l.state, 'valid_until', l.valid_until, 'grace_ends_at', l.grace_ends_at) order by l.level)
                from unnest(change.levels) as l), '[]'));
        foreach event in array change.outbox loop
            if event.number <> posted + 1 then
                raise exception 'organization %: event % cannot follow event %', org, event.number, posted
                    using errcode = 'integrity_constraint_violation';
            end if;
            posted := event.number;
            insert into outbox (organization_id, epoch, number, id, type, time, data, version, status)
            values (org, change.epoch, event.number, event.id, event.type, event.time, event.data, change.version, after);
        end loop;
    end if;
    if status.outbox_number <> posted then
        raise exception 'organization %: the status names event % as its last, the outbox ends with %', org, status.outbox_number, posted
            using errcode = 'integrity_constraint_violation';
    end if;

    -- The reminder's row is as its provider would write it.
    if (change.reminder).grain_id is not null then
        if status.next_due is null then
            delete from orleansreminderstable as r
            where r.serviceid = new.serviceid and r.grainid = (change.reminder).grain_id and r.remindername = (change.reminder).name;
        else
            insert into orleansreminderstable as r (serviceid, grainid, remindername, starttime, period, grainhash)
            values (new.serviceid, (change.reminder).grain_id, (change.reminder).name, status.next_due, (change.reminder).period,
                    (change.reminder).grain_hash)
            on conflict (serviceid, grainid, remindername) do update
            set starttime = excluded.starttime, period = excluded.period, grainhash = excluded.grainhash, version = r.version + 1
            where r.starttime <> excluded.starttime;
        end if;
    end if;

    return new;
end
$$;

revoke all on function project_organization_status() from public;
