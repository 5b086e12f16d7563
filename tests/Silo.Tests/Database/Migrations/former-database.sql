-- A database of the last build before sql/migrations, as pg_dump wrote it, with an organization in it.
set check_function_bodies = false;
set search_path = '';
CREATE SCHEMA statuslevels;
COMMENT ON SCHEMA statuslevels IS 'StatusLevels: its own tables and those of Orleans. Direct readers use the views in public.';
CREATE FUNCTION statuslevels.level_counts(state text, counts_until timestamp with time zone) RETURNS boolean
    LANGUAGE sql STABLE
    RETURN ((state <> 'suspended'::text) AND ((counts_until IS NULL) OR (counts_until > now())));
CREATE TABLE statuslevels.organization_status_levels (
    organization_id uuid NOT NULL,
    level text NOT NULL,
    id uuid NOT NULL,
    state text NOT NULL,
    granted_at timestamp with time zone NOT NULL,
    granted_by_kind text NOT NULL,
    granted_by text,
    valid_from timestamp with time zone NOT NULL,
    valid_until timestamp with time zone,
    counts_until timestamp with time zone,
    last_verified_at timestamp with time zone,
    grace_ends_at timestamp with time zone,
    suspended_at timestamp with time zone,
    restorable_until timestamp with time zone,
    at_risk_until timestamp with time zone,
    on_judgement boolean NOT NULL,
    subscription_id text,
    notes text,
    CONSTRAINT organization_status_levels_level_check CHECK ((level = ANY (ARRAY['A'::text, 'B'::text, 'C'::text]))),
    CONSTRAINT organization_status_levels_state_check CHECK ((state = ANY (ARRAY['active'::text, 'grace'::text, 'suspended'::text])))
)
WITH (fillfactor='80', autovacuum_vacuum_scale_factor='0.02');
CREATE VIEW public.organization_status_levels WITH (security_invoker='true') AS
 SELECT organization_status_levels.id,
    organization_status_levels.organization_id,
    organization_status_levels.level,
    statuslevels.level_counts(organization_status_levels.state, organization_status_levels.counts_until) AS is_active,
    organization_status_levels.state,
    organization_status_levels.granted_at,
    organization_status_levels.valid_from,
    organization_status_levels.valid_until,
    organization_status_levels.last_verified_at,
    organization_status_levels.grace_ends_at
   FROM statuslevels.organization_status_levels;
CREATE FUNCTION public.get_current_status_level(org uuid) RETURNS text
    LANGUAGE sql STABLE
    RETURN (SELECT COALESCE(max(organization_status_levels.level), '0'::text) AS "coalesce" FROM public.organization_status_levels WHERE ((organization_status_levels.organization_id = get_current_status_level.org) AND organization_status_levels.is_active));
CREATE FUNCTION statuslevels.caller_subject() RETURNS text
    LANGUAGE sql STABLE
    RETURN ((NULLIF(current_setting('request.jwt.claims'::text, true), ''::text))::jsonb ->> 'sub'::text);
CREATE FUNCTION statuslevels.caller_account() RETURNS uuid
    LANGUAGE sql STABLE
    RETURN CASE WHEN (statuslevels.caller_subject() ~ '^[0-9a-fA-F]{8}-([0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}$'::text) THEN (statuslevels.caller_subject())::uuid ELSE NULL::uuid END;
CREATE FUNCTION statuslevels.caller_is_platform_admin() RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'statuslevels', 'pg_temp'
    AS $$
    select exists (
        select from users as u where u.id = caller_account() and u.platform_role = 'platform_admin' and u.disabled_at is null)
$$;
CREATE FUNCTION statuslevels.copy_outbox_to_notifications() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'statuslevels', 'pg_temp'
    AS $$
begin
    insert into organization_notifications (organization_id, epoch, number, type, created_at, metadata)
    select a.organization_id, a.epoch, a.number, a.type, a.time, jsonb_build_object(
        'level', a.data -> 'level', 'days_left', a.data -> 'days_left',
        'valid_until', a.data -> 'valid_until', 'expiry_date', a.data -> 'ends_at')
    from added as a;
    return null;
end
$$;
CREATE FUNCTION statuslevels.find_api_key(hash bytea, at_instant timestamp with time zone) RETURNS TABLE(id uuid, name text, scopes text[], last_used_at timestamp with time zone, expires_at timestamp with time zone)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'statuslevels', 'pg_temp'
    AS $$
    select k.id, k.name, k.scopes, k.last_used_at, k.expires_at
    from api_keys as k
    where k.key_hash = hash and k.revoked_at is null and (k.expires_at is null or k.expires_at > at_instant)
$$;
CREATE FUNCTION statuslevels.forget_delivered_events() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'statuslevels', 'pg_temp'
    AS $$
begin
    update outbox
    set data = jsonb_build_object('organization_id', data -> 'organization_id', 'level', data -> 'level')
    where organization_id = new.organization_id and epoch < new.epoch;
    return null;
end
$$;
CREATE FUNCTION statuslevels.forget_name_key() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'statuslevels', 'pg_temp'
    AS $$
begin
    new.name_key := null;
    return new;
end
$$;
CREATE FUNCTION statuslevels.forget_notifications() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'statuslevels', 'pg_temp'
    AS $$
begin
    delete from organization_notifications where organization_id = new.organization_id and epoch < new.epoch;
    return null;
end
$$;
CREATE FUNCTION statuslevels.get_current_status_level(org uuid) RETURNS text
    LANGUAGE sql STABLE
    SET search_path TO 'statuslevels', 'pg_temp'
    AS $$
    select coalesce(max(level), '0') from organization_status_levels where organization_id = org and level_counts(state, counts_until)
$$;
CREATE FUNCTION statuslevels.keep_audit() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
    -- Erasing the personal data of a forgotten subject is the one change there is.
    if tg_op = 'UPDATE' and new.before is null and new.after is null and new.ip_address is null and new.user_agent is null
        and (new.id, new.at, new.actor_kind, new.actor_id, new.action, new.subject_kind, new.subject_id, new.trace_id)
            is not distinct from
            (old.id, old.at, old.actor_kind, old.actor_id, old.action, old.subject_kind, old.subject_id, old.trace_id) then
        return new;
    end if;
    raise exception 'the audit of administration is only ever added to' using errcode = 'integrity_constraint_violation';
end
$$;
CREATE FUNCTION statuslevels.organizations_of_caller(roles text[]) RETURNS SETOF uuid
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'statuslevels', 'pg_temp'
    AS $$
    select m.organization_id
    from organization_members as m
    where m.user_id = caller_subject() and m.role = any (roles)
      and not exists (select from users as u where u.id = caller_account() and u.disabled_at is not null)
$$;
CREATE FUNCTION statuslevels.password_hash_of(address_key text) RETURNS text
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'statuslevels', 'pg_temp'
    AS $$
    select u.password_hash from users as u where u.email_key = address_key and u.disabled_at is null
$$;
CREATE FUNCTION statuslevels.project_organization_status() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'statuslevels', 'pg_temp'
    AS $$
declare
    document record;
    change   record;
    status   record;
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
              entries jsonb, notices jsonb, outbox jsonb, key jsonb)
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
    -- The answer is kept under the key of the call, or nothing of this write is. A key that is being used at this moment is waited for,
    -- but not for longer than the caller waits; one whose time is over is taken anew.
    if change.key is not null then
        waited := current_setting('lock_timeout');
        perform set_config('lock_timeout', '3s', true);
        insert into idempotency_keys as kept (id, organization_id, fingerprint, answer, answered_at, expires_at)
        select decode(k.id, 'hex'), org, decode(k.fingerprint, 'hex'), k.answer, k.answered_at, k.expires_at
        from jsonb_to_record(change.key) as k (id text, fingerprint text, answer jsonb, answered_at timestamptz, expires_at timestamptz)
        on conflict (id) do update
        set (organization_id, fingerprint, answer, answered_at, expires_at)
          = (excluded.organization_id, excluded.fingerprint, excluded.answer, excluded.answered_at, excluded.expires_at)
        where kept.expires_at <= excluded.answered_at;
        if not found then
            raise exception 'the key is taken: idempotency_keys_key' using errcode = 'unique_violation', constraint = 'idempotency_keys_key';
        end if;
        perform set_config('lock_timeout', waited, true);
    end if;
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
CREATE FUNCTION statuslevels.refuse_history_change() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
    if tg_op = 'DELETE' and pg_trigger_depth() > 1 then
        return old;
    end if;
    raise exception 'organization_status_history is append-only: % is refused', tg_op using errcode = 'insufficient_privilege';
end
$$;
CREATE FUNCTION statuslevels.replace_password_hash(account uuid, old_hash text, new_hash text) RETURNS boolean
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'statuslevels', 'pg_temp'
    AS $$
    with replaced as (
        update users as u set password_hash = new_hash where u.id = account and u.password_hash = old_hash returning 1)
    select exists (select from replaced)
$$;
CREATE TABLE statuslevels.organization_status_history (
    organization_id uuid NOT NULL,
    epoch integer NOT NULL,
    sequence bigint NOT NULL,
    id uuid NOT NULL,
    level text NOT NULL,
    action text NOT NULL,
    reason text,
    actor_kind text NOT NULL,
    actor_id text,
    effective_at timestamp with time zone NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    levels_after text[] NOT NULL,
    metadata jsonb NOT NULL,
    canonical text NOT NULL,
    previous_hash text NOT NULL,
    hash text NOT NULL,
    personal jsonb,
    CONSTRAINT organization_status_history_actor_kind_check CHECK ((actor_kind = ANY (ARRAY['user'::text, 'service'::text, 'system'::text])))
);
CREATE FUNCTION statuslevels.status_history_entry_agrees(entry statuslevels.organization_status_history) RETURNS boolean
    LANGUAGE plpgsql STABLE
    SET search_path TO 'statuslevels', 'pg_temp'
    AS $$
declare
    c    jsonb;
    salt bytea;
begin
    c := entry.canonical::jsonb;
    if (c ->> 'format' = 'statuslevels-history/1'
        and (c ->> 'organization_id')::uuid = entry.organization_id
        and (c ->> 'epoch')::integer = entry.epoch
        and (c ->> 'sequence')::bigint = entry.sequence
        and (c ->> 'id')::uuid = entry.id
        and c ->> 'level' = entry.level
        and c ->> 'action' = entry.action
        and c ->> 'reason' is not distinct from entry.reason
        and c ->> 'actor_kind' = entry.actor_kind
        and c ->> 'actor_id' is not distinct from entry.actor_id
        and (c ->> 'effective_at')::timestamptz = entry.effective_at
        and (c ->> 'recorded_at')::timestamptz = entry.recorded_at
        and c -> 'levels_after' = to_jsonb(entry.levels_after)
        and c -> 'metadata' = entry.metadata) is not true then
        return false;
    end if;
    if entry.personal is null then
        return true;
    end if;
    salt := decode(entry.personal ->> 'salt', 'hex');
    return not exists (
        select from jsonb_each_text(entry.personal) as field (name, text)
        where field.name <> 'salt' and field.text is not null
          and encode(sha256(salt || '\x00'::bytea || convert_to(field.name, 'UTF8')
                                 || '\x00'::bytea || convert_to(field.text, 'UTF8')), 'hex')
              is distinct from c -> 'commitments' ->> field.name);
exception
    -- Something that does not even read as what it should be does not agree.
    when data_exception then
        return false;
end
$$;
CREATE FUNCTION statuslevels.verify_status_history(organization uuid) RETURNS TABLE(valid boolean, entries bigint, head_hash text, first_broken_sequence bigint)
    LANGUAGE sql STABLE
    SET search_path TO 'statuslevels', 'pg_temp'
    AS $_$
    with expected as (
        select s.epoch, s.last_sequence, s.head_hash from organization_status as s where s.organization_id = organization),
    numbered as (
        select h as entry, row_number() over chain as number, coalesce(lag(h.hash) over chain, repeat('0', 64)) as previous
        from organization_status_history as h
        where h.organization_id = organization
        window chain as (order by h.epoch, h.sequence)),
    checked as (
        select number, (entry).hash,
               case
                   when (entry).sequence <> number or (entry).previous_hash <> previous
                        or (entry).epoch is distinct from (select epoch from expected)
                        or (entry).previous_hash !~ '^[0-9a-f]{64}$' then false
                   when encode(sha256(decode((entry).previous_hash, 'hex') || convert_to((entry).canonical, 'UTF8')), 'hex')
                        <> (entry).hash then false
                   else status_history_entry_agrees(entry)
               end as sound
        from numbered),
    found as (
        select count(*) as entries,
               min(number) filter (where not sound) as broken,
               (array_agg(hash order by number desc))[1] as head
        from checked),
    judged as (
        select f.entries, f.head,
               coalesce(
                   f.broken,
                   case
                       when f.entries <> coalesce(e.last_sequence, 0) then least(f.entries, coalesce(e.last_sequence, 0)) + 1
                       when f.head is distinct from e.head_hash then greatest(f.entries, 1)
                   end) as broken
        from found as f left join expected as e on true)
    select broken is null, entries, head, broken from judged
$_$;
CREATE FUNCTION statuslevels.writetostorage(id_hash integer, id_n0 bigint, id_n1 bigint, type_hash integer, type_name character varying, id_extension character varying, service character varying, known_version integer, payload bytea) RETURNS TABLE(newgrainstateversion integer)
    LANGUAGE plpgsql
    AS $$
begin
    if known_version is not null then
        return query
            update orleansstorage as stored
            set payloadbinary = payload, modifiedon = now(), version = stored.version + 1
            where stored.grainidhash = id_hash and stored.grainidn0 = id_n0 and stored.grainidn1 = id_n1
              and stored.graintypehash = type_hash and stored.graintypestring = type_name
              and stored.grainidextensionstring is not distinct from id_extension
              and stored.serviceid = service and stored.version = known_version
            returning stored.version;
    else
        -- Two first writes at once pass the check together; the unique key of the next script stops the later one.
        return query
            insert into orleansstorage as stored
                (grainidhash, grainidn0, grainidn1, graintypehash, graintypestring, grainidextensionstring, serviceid,
                 payloadbinary, version)
            select id_hash, id_n0, id_n1, type_hash, type_name, id_extension, service, payload, 1
            where not exists (
                select from orleansstorage as other
                where other.grainidhash = id_hash and other.grainidn0 = id_n0 and other.grainidn1 = id_n1
                  and other.graintypehash = type_hash and other.graintypestring = type_name
                  and other.grainidextensionstring is not distinct from id_extension
                  and other.serviceid = service)
            returning stored.version;
    end if;
    if not found then
        return query select null::integer;
    end if;
end
$$;
CREATE VIEW public.organization_status_history WITH (security_invoker='true') AS
 SELECT organization_status_history.id,
    organization_status_history.organization_id,
    organization_status_history.sequence,
    organization_status_history.level,
    organization_status_history.action,
    organization_status_history.reason,
    organization_status_history.actor_id AS performed_by,
    organization_status_history.effective_at AS created_at,
    organization_status_history.recorded_at,
    organization_status_history.levels_after,
    organization_status_history.metadata,
    organization_status_history.hash
   FROM statuslevels.organization_status_history;
COMMENT ON VIEW public.organization_status_history IS 'What changed, oldest sequence first. reason is a code; the words of people are read through the API.';
CREATE TABLE statuslevels.status_upgrade_requests (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    target_level text NOT NULL,
    status text NOT NULL,
    message text,
    evidence_urls text[] NOT NULL,
    requested_by text,
    requested_at timestamp with time zone NOT NULL,
    closed_at timestamp with time zone,
    reviewed_by text,
    review_notes text,
    rejection_reason text,
    granted_entry_sequence bigint,
    CONSTRAINT status_upgrade_requests_status_check CHECK ((status = ANY (ARRAY['pending'::text, 'approved'::text, 'rejected'::text, 'cancelled'::text])))
);
CREATE VIEW public.status_upgrade_requests WITH (security_invoker='true') AS
 SELECT status_upgrade_requests.id,
    status_upgrade_requests.organization_id,
    status_upgrade_requests.target_level,
    status_upgrade_requests.status,
    status_upgrade_requests.message,
    status_upgrade_requests.evidence_urls,
    status_upgrade_requests.requested_by,
    status_upgrade_requests.requested_at,
    status_upgrade_requests.closed_at,
    status_upgrade_requests.rejection_reason
   FROM statuslevels.status_upgrade_requests;
CREATE TABLE statuslevels.admin_audit (
    id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    actor_kind text NOT NULL,
    actor_id text,
    action text NOT NULL,
    subject_kind text NOT NULL,
    subject_id text NOT NULL,
    before jsonb,
    after jsonb,
    ip_address text,
    user_agent text,
    trace_id text,
    CONSTRAINT admin_audit_actor_kind_check CHECK ((actor_kind = ANY (ARRAY['user'::text, 'service'::text, 'system'::text])))
);
COMMENT ON TABLE statuslevels.admin_audit IS 'What administrators changed: who, when, from where, what before and after. Append-only.';
ALTER TABLE statuslevels.admin_audit ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME statuslevels.admin_audit_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE statuslevels.api_keys (
    id uuid NOT NULL,
    name text NOT NULL,
    key_hash bytea NOT NULL,
    prefix text NOT NULL,
    scopes text[] NOT NULL,
    created_at timestamp with time zone NOT NULL,
    created_by text NOT NULL,
    expires_at timestamp with time zone,
    last_used_at timestamp with time zone,
    revoked_at timestamp with time zone,
    CONSTRAINT api_keys_key_hash_check CHECK ((octet_length(key_hash) = 32)),
    CONSTRAINT api_keys_name_check CHECK (((char_length(name) >= 1) AND (char_length(name) <= 200))),
    CONSTRAINT api_keys_scopes_check CHECK (((cardinality(scopes) > 0) AND (scopes <@ ARRAY['subscriptions:write'::text, 'reputation:write'::text, 'status:write'::text, 'organizations:write'::text])))
);
COMMENT ON TABLE statuslevels.api_keys IS 'Keys of services; of a key itself only its SHA-256 is here.';
CREATE TABLE statuslevels.expiry_notices (
    organization_id uuid NOT NULL,
    epoch integer NOT NULL,
    kind text NOT NULL,
    level text NOT NULL,
    ends_at timestamp with time zone NOT NULL,
    point integer NOT NULL,
    schedule bigint NOT NULL,
    subscription_id text,
    due_at timestamp with time zone NOT NULL,
    raised_at timestamp with time zone,
    outcome text NOT NULL,
    settled_at timestamp with time zone,
    CONSTRAINT expiry_notices_kind_check CHECK ((kind = ANY (ARRAY['expiry'::text, 'grace'::text]))),
    CONSTRAINT expiry_notices_outcome_check CHECK ((outcome = ANY (ARRAY['pending'::text, 'raised'::text, 'superseded'::text, 'cancelled'::text])))
)
WITH (fillfactor='80');
CREATE TABLE statuslevels.expiry_summaries (
    day date NOT NULL,
    claimed_at timestamp with time zone NOT NULL,
    claimed_by text NOT NULL,
    finished_at timestamp with time zone,
    since timestamp with time zone,
    until timestamp with time zone,
    raised bigint,
    late bigint,
    superseded bigint,
    due_next bigint,
    max_lateness interval,
    p99_lateness interval,
    overdue interval
);
COMMENT ON TABLE statuslevels.expiry_summaries IS 'What became of the notices, a row for each day at 02:00 UTC; kept for 400 days.';
CREATE TABLE statuslevels.idempotency_keys (
    id bytea NOT NULL,
    organization_id uuid,
    fingerprint bytea NOT NULL,
    answer jsonb,
    answered_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    CONSTRAINT idempotency_keys_fingerprint_check CHECK ((octet_length(fingerprint) = 32)),
    CONSTRAINT idempotency_keys_id_check CHECK ((octet_length(id) = 32))
)
WITH (autovacuum_vacuum_scale_factor='0.02');
CREATE TABLE statuslevels.organization_members (
    organization_id uuid NOT NULL,
    user_id text NOT NULL,
    role text NOT NULL,
    added_at timestamp with time zone NOT NULL,
    CONSTRAINT organization_members_role_check CHECK ((role = ANY (ARRAY['viewer'::text, 'editor'::text, 'admin'::text, 'owner'::text]))),
    CONSTRAINT organization_members_user_id_check CHECK (((char_length(user_id) >= 1) AND (char_length(user_id) <= 255)))
);
CREATE TABLE statuslevels.organization_notification_reads (
    organization_id uuid NOT NULL,
    epoch integer NOT NULL,
    number bigint NOT NULL,
    user_id text NOT NULL,
    read_at timestamp with time zone NOT NULL,
    CONSTRAINT organization_notification_reads_user_id_check CHECK (((char_length(user_id) >= 1) AND (char_length(user_id) <= 255)))
);
CREATE TABLE statuslevels.organization_notifications (
    organization_id uuid NOT NULL,
    epoch integer NOT NULL,
    number bigint NOT NULL,
    id uuid GENERATED ALWAYS AS ((OVERLAY(OVERLAY("left"(encode(sha256(((uuid_send(organization_id) || int4send(epoch)) || int8send(number))), 'hex'::text), 32) PLACING '8'::text FROM 13) PLACING 'a'::text FROM 17))::uuid) STORED NOT NULL,
    type text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    metadata jsonb NOT NULL
)
WITH (autovacuum_vacuum_scale_factor='0.02');
COMMENT ON TABLE statuslevels.organization_notifications IS 'In-app notifications: a copy of what went to the outbox, without what people wrote.';
CREATE TABLE statuslevels.organization_status (
    organization_id uuid NOT NULL,
    epoch integer NOT NULL,
    version bigint NOT NULL,
    current_level text NOT NULL,
    counts_until timestamp with time zone,
    next_due timestamp with time zone,
    in_grace boolean NOT NULL,
    level_c_blocked boolean NOT NULL,
    last_sequence bigint NOT NULL,
    head_hash text,
    outbox_number bigint NOT NULL,
    forgotten_at timestamp with time zone,
    recorded_at timestamp with time zone NOT NULL,
    metrics_as_of timestamp with time zone,
    reported_at timestamp with time zone,
    review_count integer,
    response_rate numeric,
    avg_response_hours numeric,
    public_cases integer,
    CONSTRAINT organization_status_check CHECK (((head_hash IS NULL) = (last_sequence = 0))),
    CONSTRAINT organization_status_current_level_check CHECK ((current_level = ANY (ARRAY['0'::text, 'A'::text, 'B'::text, 'C'::text])))
)
WITH (fillfactor='70', autovacuum_vacuum_scale_factor='0.02');
CREATE TABLE statuslevels.organization_subscriptions (
    organization_id uuid NOT NULL,
    subscription_id text NOT NULL,
    status text,
    claim text NOT NULL,
    claim_ends_at timestamp with time zone,
    grace_ends_at timestamp with time zone,
    current_period_end timestamp with time zone,
    occurred_at timestamp with time zone,
    blocked boolean NOT NULL,
    CONSTRAINT organization_subscriptions_claim_check CHECK ((claim = ANY (ARRAY['open'::text, 'grace'::text, 'dated'::text, 'none'::text])))
)
WITH (fillfactor='80');
CREATE TABLE statuslevels.organizations (
    organization_id uuid NOT NULL,
    name text NOT NULL,
    slug text NOT NULL,
    contact_emails text[] DEFAULT '{}'::text[] NOT NULL,
    locale text DEFAULT 'en'::text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    name_key text,
    CONSTRAINT organizations_locale_check CHECK ((locale = ANY (ARRAY['en'::text, 'ru'::text]))),
    CONSTRAINT organizations_name_check CHECK (((char_length(name) >= 1) AND (char_length(name) <= 200))),
    CONSTRAINT organizations_slug_check CHECK ((slug ~ '^[a-z0-9-]{1,63}$'::text))
);
COMMENT ON TABLE statuslevels.organizations IS 'The directory: name, contacts and language of an organization.';
CREATE TABLE statuslevels.orleansmembershiptable (
    deploymentid character varying(150) NOT NULL,
    address character varying(45) NOT NULL,
    port integer NOT NULL,
    generation integer NOT NULL,
    siloname character varying(150) NOT NULL,
    hostname character varying(150) NOT NULL,
    status integer NOT NULL,
    proxyport integer,
    suspecttimes text,
    starttime timestamp(3) with time zone NOT NULL,
    iamalivetime timestamp(3) with time zone NOT NULL
)
WITH (fillfactor='50');
CREATE TABLE statuslevels.orleansmembershipversiontable (
    deploymentid character varying(150) NOT NULL,
    "timestamp" timestamp(3) with time zone DEFAULT now() NOT NULL,
    version integer DEFAULT 0 NOT NULL
)
WITH (fillfactor='50');
CREATE TABLE statuslevels.orleansquery (
    querykey character varying(64) NOT NULL,
    querytext text NOT NULL
);
CREATE TABLE statuslevels.orleansreminderstable (
    serviceid character varying(150) NOT NULL,
    grainid character varying(150) NOT NULL,
    remindername character varying(150) NOT NULL,
    starttime timestamp(3) with time zone NOT NULL,
    period bigint NOT NULL,
    grainhash integer NOT NULL,
    version integer DEFAULT 0 NOT NULL
)
WITH (autovacuum_vacuum_scale_factor='0.02', autovacuum_analyze_scale_factor='0.05');
CREATE TABLE statuslevels.orleansstorage (
    grainidhash integer NOT NULL,
    grainidn0 bigint NOT NULL,
    grainidn1 bigint NOT NULL,
    graintypehash integer NOT NULL,
    graintypestring character varying(512) NOT NULL,
    grainidextensionstring character varying(512),
    serviceid character varying(150) NOT NULL,
    payloadbinary bytea,
    modifiedon timestamp with time zone DEFAULT now() NOT NULL,
    version integer NOT NULL
)
WITH (fillfactor='70', autovacuum_vacuum_scale_factor='0.02', autovacuum_analyze_scale_factor='0.05');
CREATE TABLE statuslevels.outbox (
    organization_id uuid NOT NULL,
    epoch integer NOT NULL,
    number bigint NOT NULL,
    id text NOT NULL,
    type text NOT NULL,
    "time" timestamp with time zone NOT NULL,
    data jsonb NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    attempts integer DEFAULT 0 NOT NULL,
    next_attempt_at timestamp with time zone DEFAULT now() NOT NULL,
    delivered_at timestamp with time zone
)
WITH (autovacuum_vacuum_scale_factor='0.02');
CREATE TABLE statuslevels.public_status_reads (
    day date NOT NULL,
    node uuid NOT NULL,
    reads bigint NOT NULL,
    CONSTRAINT public_status_reads_reads_check CHECK ((reads >= 0))
);
COMMENT ON TABLE statuslevels.public_status_reads IS 'Public reads of statuses, a row for each day and process; kept for 400 days.';
CREATE TABLE statuslevels.schema_migrations (
    version integer NOT NULL,
    name text NOT NULL,
    applied_at timestamp with time zone DEFAULT now() NOT NULL
);
CREATE TABLE statuslevels.sessions (
    token_hash bytea NOT NULL,
    user_id uuid NOT NULL,
    created_at timestamp with time zone NOT NULL,
    last_seen_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    revoked_at timestamp with time zone,
    CONSTRAINT sessions_token_hash_check CHECK ((octet_length(token_hash) = 32))
);
COMMENT ON TABLE statuslevels.sessions IS 'Signed-in browsers; the token itself is only in the cookie.';
CREATE TABLE statuslevels.users (
    id uuid NOT NULL,
    email text NOT NULL,
    email_key text NOT NULL,
    display_name text NOT NULL,
    password_hash text,
    platform_role text,
    created_at timestamp with time zone NOT NULL,
    disabled_at timestamp with time zone,
    CONSTRAINT users_display_name_check CHECK (((char_length(display_name) >= 1) AND (char_length(display_name) <= 200))),
    CONSTRAINT users_email_check CHECK (((char_length(email) >= 3) AND (char_length(email) <= 254))),
    CONSTRAINT users_platform_role CHECK ((platform_role = 'platform_admin'::text))
);
COMMENT ON TABLE statuslevels.users IS 'Local accounts; id is what memberships and the subject of a token name.';
INSERT INTO statuslevels.admin_audit OVERRIDING SYSTEM VALUE VALUES (1, '2026-03-01 00:00:00+00', 'system', NULL, 'made', 'user', '1', NULL, NULL, NULL, NULL, NULL);
INSERT INTO statuslevels.idempotency_keys VALUES ('\x6f0f9d5cea5eb58df7ca58384c1bd99f607838bb05373f9a45bfb39d8d32d9da', 'f286dbbd-d2a1-48a5-a676-4bf41f39f460', '\x6f0f9d5cea5eb58df7ca58384c1bd99f607838bb05373f9a45bfb39d8d32d9da', '{"written": true}', '2026-03-01 00:00:00+00', '2026-03-02 00:00:00+00');
INSERT INTO statuslevels.organization_members VALUES ('f286dbbd-d2a1-48a5-a676-4bf41f39f460', '00000000-0000-0000-0000-000000000001', 'owner', '2026-03-01 00:00:00+00');
INSERT INTO statuslevels.organization_notifications VALUES ('f286dbbd-d2a1-48a5-a676-4bf41f39f460', 1, 1, DEFAULT, 'status.level.granted', '2026-03-01 00:00:00+00', '{"level": null, "days_left": null, "expiry_date": null, "valid_until": null}');
INSERT INTO statuslevels.organization_notifications VALUES ('f286dbbd-d2a1-48a5-a676-4bf41f39f460', 1, 2, DEFAULT, 'status.level.granted', '2026-03-01 00:00:00+00', '{"level": null, "days_left": null, "expiry_date": null, "valid_until": null}');
INSERT INTO statuslevels.organization_status VALUES ('f286dbbd-d2a1-48a5-a676-4bf41f39f460', 1, 2, 'B', NULL, NULL, false, false, 3, '071a747dc40f16b43bdac13ecb9ecb20f87497c751918ea3767363c36670d959', 2, NULL, '2026-03-01 00:00:00+00', NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO statuslevels.organization_status_history VALUES ('f286dbbd-d2a1-48a5-a676-4bf41f39f460', 1, 1, '9bd023d8-4e8d-4654-8529-4243c860893d', 'B', 'granted', NULL, 'user', 'user-1', '2026-03-01 00:00:00+00', '2026-03-01 00:00:00.123+00', '{A,B}', '{}', '{"format":"statuslevels-history/1","organization_id":"f286dbbd-d2a1-48a5-a676-4bf41f39f460","epoch":1,"sequence":1,"id":"9bd023d8-4e8d-4654-8529-4243c860893d","level":"B","action":"granted","reason":null,"actor_kind":"user","actor_id":"user-1","effective_at":"2026-03-01T00:00:00.000Z","recorded_at":"2026-03-01T00:00:00.123Z","levels_after":["A","B"],"metadata":{},"commitments":{}}', '0000000000000000000000000000000000000000000000000000000000000000', '8e4ea13cb781a83044d6df88bf2d1c80e3dbcb96a7979ad488ceaddd6541f98d', NULL);
INSERT INTO statuslevels.organization_status_history VALUES ('f286dbbd-d2a1-48a5-a676-4bf41f39f460', 1, 2, '7c8e8b75-8229-43a8-bbc5-1f7c86fb5843', 'B', 'renewed', NULL, 'user', 'user-1', '2026-03-01 00:00:00+00', '2026-03-01 00:00:00.123+00', '{A,B}', '{}', '{"format":"statuslevels-history/1","organization_id":"f286dbbd-d2a1-48a5-a676-4bf41f39f460","epoch":1,"sequence":2,"id":"7c8e8b75-8229-43a8-bbc5-1f7c86fb5843","level":"B","action":"renewed","reason":null,"actor_kind":"user","actor_id":"user-1","effective_at":"2026-03-01T00:00:00.000Z","recorded_at":"2026-03-01T00:00:00.123Z","levels_after":["A","B"],"metadata":{},"commitments":{"notes":"1bb9df95c6f549a3b91941dd019ea5e880533ea7d4587ac2f51b00589c520b3e"}}', '8e4ea13cb781a83044d6df88bf2d1c80e3dbcb96a7979ad488ceaddd6541f98d', '07c0ff9919d25eb3cf9130027fd298271a0d125d5c0a336c49d8283982cee2df', '{"salt": "000102030405060708090a0b0c0d0e0f", "notes": "words of a person"}');
INSERT INTO statuslevels.organization_status_history VALUES ('f286dbbd-d2a1-48a5-a676-4bf41f39f460', 1, 3, '62595ff4-c382-4aad-9b2f-da4973d83ef3', 'B', 'verified', NULL, 'user', 'user-1', '2026-03-01 00:00:00+00', '2026-03-01 00:00:00.123+00', '{A,B}', '{}', '{"format":"statuslevels-history/1","organization_id":"f286dbbd-d2a1-48a5-a676-4bf41f39f460","epoch":1,"sequence":3,"id":"62595ff4-c382-4aad-9b2f-da4973d83ef3","level":"B","action":"verified","reason":null,"actor_kind":"user","actor_id":"user-1","effective_at":"2026-03-01T00:00:00.000Z","recorded_at":"2026-03-01T00:00:00.123Z","levels_after":["A","B"],"metadata":{},"commitments":{}}', '07c0ff9919d25eb3cf9130027fd298271a0d125d5c0a336c49d8283982cee2df', '071a747dc40f16b43bdac13ecb9ecb20f87497c751918ea3767363c36670d959', NULL);
INSERT INTO statuslevels.organization_status_levels VALUES ('f286dbbd-d2a1-48a5-a676-4bf41f39f460', 'B', '00000000-0000-0000-0000-00000000000b', 'active', '2026-03-01 00:00:00+00', 'user', 'user-1', '2026-03-01 00:00:00+00', '2099-01-01 00:00:00+00', '2099-01-01 00:00:00+00', NULL, NULL, NULL, '2099-02-01 00:00:00+00', NULL, false, NULL, 'words of a person');
INSERT INTO statuslevels.organizations VALUES ('f286dbbd-d2a1-48a5-a676-4bf41f39f460', 'Name', 'name', '{}', 'en', '2026-03-01 00:00:00+00', '2026-03-01 00:00:00+00', 'name');
INSERT INTO statuslevels.orleansquery VALUES ('InsertMembershipVersionKey', '
    with added as (
        insert into orleansmembershipversiontable (deploymentid) values (@DeploymentId)
        on conflict do nothing
        returning 1)
    select exists (select from added)');
INSERT INTO statuslevels.orleansquery VALUES ('InsertMembershipKey', '
    with moved as (
        update orleansmembershipversiontable
        set version = version + 1, "timestamp" = now()
        where deploymentid = @DeploymentId and version = @Version
          and not exists (
              select from orleansmembershiptable
              where deploymentid = @DeploymentId and address = @Address and port = @Port and generation = @Generation)
        returning deploymentid),
    added as (
        insert into orleansmembershiptable
            (deploymentid, address, port, generation, siloname, hostname, status, proxyport, starttime, iamalivetime)
        select deploymentid, @Address, @Port, @Generation, @SiloName, @HostName, @Status, @ProxyPort, @StartTime, @IAmAliveTime
        from moved
        returning 1)
    select exists (select from added)');
INSERT INTO statuslevels.orleansquery VALUES ('UpdateMembershipKey', '
    with moved as (
        update orleansmembershipversiontable
        set version = version + 1, "timestamp" = now()
        where deploymentid = @DeploymentId and version = @Version
          and exists (
              select from orleansmembershiptable
              where deploymentid = @DeploymentId and address = @Address and port = @Port and generation = @Generation)
        returning deploymentid),
    changed as (
        update orleansmembershiptable as member
        set status = @Status, suspecttimes = @SuspectTimes, iamalivetime = @IAmAliveTime
        from moved
        where member.deploymentid = moved.deploymentid
          and member.address = @Address and member.port = @Port and member.generation = @Generation
        returning 1)
    select exists (select from changed)');
INSERT INTO statuslevels.orleansquery VALUES ('UpdateIAmAlivetimeKey', '
    update orleansmembershiptable
    set iamalivetime = @IAmAliveTime
    where deploymentid = @DeploymentId and address = @Address and port = @Port and generation = @Generation');
INSERT INTO statuslevels.orleansquery VALUES ('MembershipReadRowKey', '
    select member.address as "Address", member.port as "Port", member.generation as "Generation",
           member.siloname as "SiloName", member.hostname as "HostName", member.status as "Status",
           member.proxyport as "ProxyPort", member.suspecttimes as "SuspectTimes",
           member.starttime as "StartTime", member.iamalivetime as "IAmAliveTime", seen.version as "Version"
    from orleansmembershipversiontable as seen
    left join orleansmembershiptable as member
        on member.deploymentid = seen.deploymentid
       and member.address = @Address and member.port = @Port and member.generation = @Generation
    where seen.deploymentid = @DeploymentId');
INSERT INTO statuslevels.orleansquery VALUES ('MembershipReadAllKey', '
    select member.address as "Address", member.port as "Port", member.generation as "Generation",
           member.siloname as "SiloName", member.hostname as "HostName", member.status as "Status",
           member.proxyport as "ProxyPort", member.suspecttimes as "SuspectTimes",
           member.starttime as "StartTime", member.iamalivetime as "IAmAliveTime", seen.version as "Version"
    from orleansmembershipversiontable as seen
    left join orleansmembershiptable as member on member.deploymentid = seen.deploymentid
    where seen.deploymentid = @DeploymentId');
INSERT INTO statuslevels.orleansquery VALUES ('GatewaysQueryKey', '
    select address as "Address", proxyport as "ProxyPort", generation as "Generation"
    from orleansmembershiptable
    where deploymentid = @DeploymentId and status = @Status and proxyport > 0');
INSERT INTO statuslevels.orleansquery VALUES ('CleanupDefunctSiloEntriesKey', '
    delete from orleansmembershiptable
    where deploymentid = @DeploymentId and iamalivetime < @IAmAliveTime and status = 6');
INSERT INTO statuslevels.orleansquery VALUES ('CleanupDefunctSiloEntryKey', '
    delete from orleansmembershiptable
    where deploymentid = @DeploymentId and address = @Address and port = @Port and generation = @Generation
      and status = 6 and starttime = @StartTime and iamalivetime = @IAmAliveTime
      and coalesce(suspecttimes, '''') = coalesce(@SuspectTimes, '''')');
INSERT INTO statuslevels.orleansquery VALUES ('DeleteMembershipTableEntriesKey', '
    with members as (delete from orleansmembershiptable where deploymentid = @DeploymentId)
    delete from orleansmembershipversiontable where deploymentid = @DeploymentId');
INSERT INTO statuslevels.orleansquery VALUES ('WriteToStorageKey', '
    select newgrainstateversion as "NewGrainStateVersion"
    from writetostorage(@GrainIdHash, @GrainIdN0, @GrainIdN1, @GrainTypeHash, @GrainTypeString, @GrainIdExtensionString,
                        @ServiceId, @GrainStateVersion, @PayloadBinary)');
INSERT INTO statuslevels.orleansquery VALUES ('ReadFromStorageKey', '
    select payloadbinary as "PayloadBinary", version as "Version"
    from orleansstorage
    where grainidhash = @GrainIdHash and grainidn0 = @GrainIdN0 and grainidn1 = @GrainIdN1
      and graintypehash = @GrainTypeHash and graintypestring = @GrainTypeString
      and grainidextensionstring is not distinct from @GrainIdExtensionString and serviceid = @ServiceId');
INSERT INTO statuslevels.orleansquery VALUES ('ClearStorageKey', '
    update orleansstorage
    set payloadbinary = null, modifiedon = now(), version = version + 1
    where grainidhash = @GrainIdHash and grainidn0 = @GrainIdN0 and grainidn1 = @GrainIdN1
      and graintypehash = @GrainTypeHash and graintypestring = @GrainTypeString
      and grainidextensionstring is not distinct from @GrainIdExtensionString and serviceid = @ServiceId
      and version = @GrainStateVersion
    returning version as "NewGrainStateVersion"');
INSERT INTO statuslevels.orleansquery VALUES ('DeleteStorageKey', '
    delete from orleansstorage
    where grainidhash = @GrainIdHash and grainidn0 = @GrainIdN0 and grainidn1 = @GrainIdN1
      and graintypehash = @GrainTypeHash and graintypestring = @GrainTypeString
      and grainidextensionstring is not distinct from @GrainIdExtensionString and serviceid = @ServiceId
      and version = @GrainStateVersion
    returning version + 1 as "NewGrainStateVersion"');
INSERT INTO statuslevels.orleansquery VALUES ('UpsertReminderRowKey', '
    insert into orleansreminderstable as stored (serviceid, grainid, remindername, starttime, period, grainhash)
    values (@ServiceId, @GrainId, @ReminderName, @StartTime, @Period, @GrainHash)
    on conflict (serviceid, grainid, remindername) do update
    set starttime = excluded.starttime, period = excluded.period, grainhash = excluded.grainhash, version = stored.version + 1
    returning stored.version as "Version"');
INSERT INTO statuslevels.orleansquery VALUES ('ReadReminderRowKey', '
    select grainid as "GrainId", remindername as "ReminderName", starttime as "StartTime", period as "Period", version as "Version"
    from orleansreminderstable
    where serviceid = @ServiceId and grainid = @GrainId and remindername = @ReminderName');
INSERT INTO statuslevels.orleansquery VALUES ('ReadReminderRowsKey', '
    select grainid as "GrainId", remindername as "ReminderName", starttime as "StartTime", period as "Period", version as "Version"
    from orleansreminderstable
    where serviceid = @ServiceId and grainid = @GrainId');
INSERT INTO statuslevels.orleansquery VALUES ('ReadRangeRows1Key', '
    select grainid as "GrainId", remindername as "ReminderName", starttime as "StartTime", period as "Period", version as "Version"
    from orleansreminderstable
    where serviceid = @ServiceId and grainhash > @BeginHash and grainhash <= @EndHash');
INSERT INTO statuslevels.orleansquery VALUES ('ReadRangeRows2Key', '
    select grainid as "GrainId", remindername as "ReminderName", starttime as "StartTime", period as "Period", version as "Version"
    from orleansreminderstable
    where serviceid = @ServiceId and (grainhash > @BeginHash or grainhash <= @EndHash)');
INSERT INTO statuslevels.orleansquery VALUES ('DeleteReminderRowKey', '
    with removed as (
        delete from orleansreminderstable
        where serviceid = @ServiceId and grainid = @GrainId and remindername = @ReminderName and version = @Version
        returning 1)
    select exists (select from removed)');
INSERT INTO statuslevels.orleansquery VALUES ('DeleteReminderRowsKey', '
    delete from orleansreminderstable where serviceid = @ServiceId');
INSERT INTO statuslevels.orleansstorage VALUES (1218826913, 5234821734888561597, 6986271731363837606, 19, 'organization-status', NULL, 'statuslevels', '\x7b22736368656d61223a312c226f7267616e697a6174696f6e5f6964223a2266323836646262642d643261312d343861352d613637362d346266343166333966343630222c2265706f6368223a312c2276657273696f6e223a322c22626f6f6b223a7b226f7061717565223a747275657d2c2270726f6a656374696f6e223a7b227265636f726465645f6174223a22323032362d30332d30315430303a30303a30302e3030305a222c22737461747573223a7b2263757272656e745f6c6576656c223a2230222c2273657175656e6365223a332c22686561645f68617368223a2230373161373437646334306631366234336264616331336563623965636232306638373439376337353139313865613337363733363363333636373064393539222c226f7574626f785f6e756d626572223a322c22696e5f6772616365223a66616c73652c226c6576656c5f635f626c6f636b6564223a66616c73657d2c226c6576656c73223a5b5d2c22656e7472696573223a5b7b2273657175656e6365223a332c226964223a2236323539356666342d633338322d346161642d396232662d646134393733643833656633222c226c6576656c223a2242222c22616374696f6e223a227665726966696564222c22726561736f6e223a6e756c6c2c226163746f725f6b696e64223a2275736572222c226163746f725f6964223a22757365722d31222c226566666563746976655f6174223a22323032362d30332d30315430303a30303a30302e3030305a222c227265636f726465645f6174223a22323032362d30332d30315430303a30303a30302e3132335a222c226c6576656c735f6166746572223a5b2241222c2242225d2c226d65746164617461223a7b7d2c2263616e6f6e6963616c223a227b5c22666f726d61745c223a5c227374617475736c6576656c732d686973746f72792f315c222c5c226f7267616e697a6174696f6e5f69645c223a5c2266323836646262642d643261312d343861352d613637362d3462663431663339663436305c222c5c2265706f63685c223a312c5c2273657175656e63655c223a332c5c2269645c223a5c2236323539356666342d633338322d346161642d396232662d6461343937336438336566335c222c5c226c6576656c5c223a5c22425c222c5c22616374696f6e5c223a5c2276657269666965645c222c5c22726561736f6e5c223a6e756c6c2c5c226163746f725f6b696e645c223a5c22757365725c222c5c226163746f725f69645c223a5c22757365722d315c222c5c226566666563746976655f61745c223a5c22323032362d30332d30315430303a30303a30302e3030305a5c222c5c227265636f726465645f61745c223a5c22323032362d30332d30315430303a30303a30302e3132335a5c222c5c226c6576656c735f61667465725c223a5b5c22415c222c5c22425c225d2c5c226d657461646174615c223a7b7d2c5c22636f6d6d69746d656e74735c223a7b7d7d222c2270726576696f75735f68617368223a2230376330666639393139643235656233636639313330303237666432393832373161306431323564356330613333366334396438323833393832636565326466222c2268617368223a2230373161373437646334306631366234336264616331336563623965636232306638373439376337353139313865613337363733363363333636373064393539222c22706572736f6e616c223a6e756c6c7d5d2c226f7574626f78223a5b7b226964223a2266323836646262642d643261312d343861352d613637362d3462663431663339663436302f312f32222c226e756d626572223a322c2274797065223a227374617475732e6c6576656c2e6772616e746564222c2274696d65223a22323032362d30332d30315430303a30303a30302e3030305a222c2264617461223a7b7d7d5d2c226b6579223a7b226964223a2236663066396435636561356562353864663763613538333834633162643939663630373833386262303533373366396134356266623339643864333264396461222c2266696e6765727072696e74223a2236663066396435636561356562353864663763613538333834633162643939663630373833386262303533373366396134356266623339643864333264396461222c22616e73776572223a7b227772697474656e223a747275657d2c22616e7377657265645f6174223a22323032362d30332d30315430303a30303a30302e3030305a222c22657870697265735f6174223a22323032362d30332d30325430303a30303a30302e3030305a227d7d7d', '2026-11-27 22:07:08.618576+00', 2);
INSERT INTO statuslevels.outbox VALUES ('f286dbbd-d2a1-48a5-a676-4bf41f39f460', 1, 1, 'f286dbbd-d2a1-48a5-a676-4bf41f39f460/1/1', 'status.level.granted', '2026-03-01 00:00:00+00', '{}', '2026-11-27 22:07:08.599333+00', 0, '2026-11-27 22:07:08.599333+00', NULL);
INSERT INTO statuslevels.outbox VALUES ('f286dbbd-d2a1-48a5-a676-4bf41f39f460', 1, 2, 'f286dbbd-d2a1-48a5-a676-4bf41f39f460/1/2', 'status.level.granted', '2026-03-01 00:00:00+00', '{}', '2026-11-27 22:07:08.618576+00', 0, '2026-11-27 22:07:08.618576+00', NULL);
INSERT INTO statuslevels.schema_migrations VALUES (1, '0001_orleans_main', '2026-11-27 22:07:07.73899+00');
INSERT INTO statuslevels.schema_migrations VALUES (2, '0002_orleans_clustering', '2026-11-27 22:07:07.75914+00');
INSERT INTO statuslevels.schema_migrations VALUES (3, '0003_orleans_persistence', '2026-11-27 22:07:07.772642+00');
INSERT INTO statuslevels.schema_migrations VALUES (4, '0004_orleans_reminders', '2026-11-27 22:07:07.783934+00');
INSERT INTO statuslevels.schema_migrations VALUES (5, '0005_orleans_constraints', '2026-11-27 22:07:07.794976+00');
INSERT INTO statuslevels.schema_migrations VALUES (6, '0006_roles', '2026-11-27 22:07:07.799337+00');
INSERT INTO statuslevels.schema_migrations VALUES (10, '0010_status_tables', '2026-11-27 22:07:07.809926+00');
INSERT INTO statuslevels.schema_migrations VALUES (11, '0011_projection', '2026-11-27 22:07:07.884181+00');
INSERT INTO statuslevels.schema_migrations VALUES (12, '0012_history_verification', '2026-11-27 22:07:07.892499+00');
INSERT INTO statuslevels.schema_migrations VALUES (13, '0013_notifications', '2026-11-27 22:07:07.900275+00');
INSERT INTO statuslevels.schema_migrations VALUES (14, '0014_expiry_summaries', '2026-11-27 22:07:07.943483+00');
INSERT INTO statuslevels.schema_migrations VALUES (15, '0015_idempotency', '2026-11-27 22:07:07.950037+00');
INSERT INTO statuslevels.schema_migrations VALUES (16, '0016_lists', '2026-11-27 22:07:07.97698+00');
INSERT INTO statuslevels.schema_migrations VALUES (20, '0020_accounts', '2026-11-27 22:07:07.989455+00');
INSERT INTO statuslevels.schema_migrations VALUES (21, '0021_directory', '2026-11-27 22:07:08.003057+00');
INSERT INTO statuslevels.schema_migrations VALUES (22, '0022_directory_search', '2026-11-27 22:07:08.058802+00');
INSERT INTO statuslevels.schema_migrations VALUES (30, '0030_runtime_role', '2026-11-27 22:07:08.066098+00');
INSERT INTO statuslevels.schema_migrations VALUES (31, '0031_sql_readers', '2026-11-27 22:07:08.08317+00');
INSERT INTO statuslevels.users VALUES ('00000000-0000-0000-0000-000000000001', 'a@example.org', 'a@example.org', 'A', 'a hash', NULL, '2026-03-01 00:00:00+00', NULL);
SELECT pg_catalog.setval('statuslevels.admin_audit_id_seq', 1, true);
ALTER TABLE ONLY statuslevels.admin_audit
    ADD CONSTRAINT admin_audit_pkey PRIMARY KEY (id);
ALTER TABLE ONLY statuslevels.api_keys
    ADD CONSTRAINT api_keys_hash_key UNIQUE (key_hash);
ALTER TABLE ONLY statuslevels.api_keys
    ADD CONSTRAINT api_keys_pkey PRIMARY KEY (id);
ALTER TABLE ONLY statuslevels.expiry_notices
    ADD CONSTRAINT expiry_notices_key UNIQUE NULLS NOT DISTINCT (organization_id, epoch, kind, level, ends_at, point, schedule, subscription_id);
ALTER TABLE ONLY statuslevels.expiry_summaries
    ADD CONSTRAINT expiry_summaries_pkey PRIMARY KEY (day);
ALTER TABLE ONLY statuslevels.idempotency_keys
    ADD CONSTRAINT idempotency_keys_key PRIMARY KEY (id);
ALTER TABLE ONLY statuslevels.organization_members
    ADD CONSTRAINT organization_members_pkey PRIMARY KEY (organization_id, user_id);
ALTER TABLE ONLY statuslevels.organization_notification_reads
    ADD CONSTRAINT organization_notification_reads_pkey PRIMARY KEY (organization_id, epoch, number, user_id);
ALTER TABLE ONLY statuslevels.organization_notifications
    ADD CONSTRAINT organization_notifications_pkey PRIMARY KEY (organization_id, epoch, number);
ALTER TABLE ONLY statuslevels.organization_status_history
    ADD CONSTRAINT organization_status_history_pkey PRIMARY KEY (organization_id, epoch, sequence);
ALTER TABLE ONLY statuslevels.organization_status_levels
    ADD CONSTRAINT organization_status_levels_pkey PRIMARY KEY (organization_id, level);
ALTER TABLE ONLY statuslevels.organization_status
    ADD CONSTRAINT organization_status_pkey PRIMARY KEY (organization_id);
ALTER TABLE ONLY statuslevels.organization_subscriptions
    ADD CONSTRAINT organization_subscriptions_pkey PRIMARY KEY (organization_id, subscription_id);
ALTER TABLE ONLY statuslevels.organizations
    ADD CONSTRAINT organizations_pkey PRIMARY KEY (organization_id);
ALTER TABLE ONLY statuslevels.organizations
    ADD CONSTRAINT organizations_slug_key UNIQUE (slug);
ALTER TABLE ONLY statuslevels.orleansquery
    ADD CONSTRAINT orleansquery_key PRIMARY KEY (querykey);
ALTER TABLE ONLY statuslevels.orleansstorage
    ADD CONSTRAINT orleansstorage_key UNIQUE NULLS NOT DISTINCT (grainidhash, grainidn0, grainidn1, graintypehash, graintypestring, grainidextensionstring, serviceid);
ALTER TABLE ONLY statuslevels.outbox
    ADD CONSTRAINT outbox_key PRIMARY KEY (organization_id, epoch, number);
ALTER TABLE ONLY statuslevels.orleansmembershiptable
    ADD CONSTRAINT pk_orleansmembershiptable PRIMARY KEY (deploymentid, address, port, generation);
ALTER TABLE ONLY statuslevels.orleansmembershipversiontable
    ADD CONSTRAINT pk_orleansmembershipversiontable_deploymentid PRIMARY KEY (deploymentid);
ALTER TABLE ONLY statuslevels.orleansreminderstable
    ADD CONSTRAINT pk_orleansreminderstable PRIMARY KEY (serviceid, grainid, remindername);
ALTER TABLE ONLY statuslevels.public_status_reads
    ADD CONSTRAINT public_status_reads_pkey PRIMARY KEY (day, node);
ALTER TABLE ONLY statuslevels.schema_migrations
    ADD CONSTRAINT schema_migrations_name_key UNIQUE (name);
ALTER TABLE ONLY statuslevels.schema_migrations
    ADD CONSTRAINT schema_migrations_pkey PRIMARY KEY (version);
ALTER TABLE ONLY statuslevels.sessions
    ADD CONSTRAINT sessions_pkey PRIMARY KEY (token_hash);
ALTER TABLE ONLY statuslevels.status_upgrade_requests
    ADD CONSTRAINT status_upgrade_requests_pkey PRIMARY KEY (organization_id, id);
ALTER TABLE ONLY statuslevels.users
    ADD CONSTRAINT users_email_key UNIQUE (email_key);
ALTER TABLE ONLY statuslevels.users
    ADD CONSTRAINT users_pkey PRIMARY KEY (id);
CREATE INDEX admin_audit_actor_idx ON statuslevels.admin_audit USING btree (actor_id, id DESC);
CREATE INDEX admin_audit_subject_idx ON statuslevels.admin_audit USING btree (subject_kind, subject_id, id DESC);
CREATE INDEX ix_expiry_notices_pending ON statuslevels.expiry_notices USING btree (due_at) WHERE (outcome = 'pending'::text);
CREATE INDEX ix_expiry_notices_raised ON statuslevels.expiry_notices USING btree (raised_at) WHERE (raised_at IS NOT NULL);
CREATE INDEX ix_expiry_notices_superseded ON statuslevels.expiry_notices USING btree (settled_at) WHERE (outcome = 'superseded'::text);
CREATE INDEX ix_idempotency_keys_expiring ON statuslevels.idempotency_keys USING btree (expires_at);
CREATE INDEX ix_idempotency_keys_organization ON statuslevels.idempotency_keys USING btree (organization_id) WHERE (organization_id IS NOT NULL);
CREATE INDEX ix_organization_status_due ON statuslevels.organization_status USING btree (next_due) WHERE (next_due IS NOT NULL);
CREATE INDEX ix_organization_status_grace ON statuslevels.organization_status USING btree (organization_id) WHERE in_grace;
CREATE INDEX ix_organization_status_history_filter ON statuslevels.organization_status_history USING btree (organization_id, epoch, level, action, sequence);
CREATE INDEX ix_organization_status_history_recorded ON statuslevels.organization_status_history USING brin (recorded_at);
CREATE INDEX ix_organization_status_level ON statuslevels.organization_status USING btree (current_level, organization_id);
CREATE INDEX ix_organization_status_levels_counting ON statuslevels.organization_status_levels USING btree (level, counts_until);
CREATE INDEX ix_organization_status_levels_ends ON statuslevels.organization_status_levels USING btree (valid_until, id) WHERE (valid_until IS NOT NULL);
CREATE INDEX ix_orleansreminderstable_due ON statuslevels.orleansreminderstable USING btree (serviceid, starttime, grainhash);
CREATE INDEX ix_outbox_delivered ON statuslevels.outbox USING btree (delivered_at) WHERE (delivered_at IS NOT NULL);
CREATE INDEX ix_outbox_undelivered ON statuslevels.outbox USING btree (next_attempt_at, organization_id) WHERE (delivered_at IS NULL);
CREATE INDEX ix_status_upgrade_requests_closed ON statuslevels.status_upgrade_requests USING btree (closed_at) WHERE (closed_at IS NOT NULL);
CREATE INDEX ix_status_upgrade_requests_queue ON statuslevels.status_upgrade_requests USING btree (status, requested_at, id);
CREATE INDEX ix_status_upgrade_requests_requested ON statuslevels.status_upgrade_requests USING btree (requested_at);
CREATE INDEX organization_members_user_idx ON statuslevels.organization_members USING btree (user_id);
CREATE INDEX organization_notification_reads_user_idx ON statuslevels.organization_notification_reads USING btree (user_id);
CREATE INDEX sessions_expires_at_idx ON statuslevels.sessions USING btree (expires_at);
CREATE INDEX sessions_user_id_idx ON statuslevels.sessions USING btree (user_id);
CREATE INDEX users_platform_role_idx ON statuslevels.users USING btree (platform_role) WHERE (platform_role IS NOT NULL);
CREATE TRIGGER admin_audit_append_only BEFORE DELETE OR UPDATE ON statuslevels.admin_audit FOR EACH ROW EXECUTE FUNCTION statuslevels.keep_audit();
CREATE TRIGGER admin_audit_never_emptied BEFORE TRUNCATE ON statuslevels.admin_audit FOR EACH STATEMENT EXECUTE FUNCTION statuslevels.keep_audit();
CREATE TRIGGER organization_status_forgets_events AFTER UPDATE ON statuslevels.organization_status FOR EACH ROW WHEN ((new.epoch > old.epoch)) EXECUTE FUNCTION statuslevels.forget_delivered_events();
CREATE TRIGGER organization_status_forgets_notifications AFTER UPDATE ON statuslevels.organization_status FOR EACH ROW WHEN ((new.epoch > old.epoch)) EXECUTE FUNCTION statuslevels.forget_notifications();
CREATE TRIGGER organization_status_history_append_only BEFORE DELETE OR UPDATE ON statuslevels.organization_status_history FOR EACH ROW EXECUTE FUNCTION statuslevels.refuse_history_change();
CREATE TRIGGER organization_status_history_no_truncate BEFORE TRUNCATE ON statuslevels.organization_status_history FOR EACH STATEMENT EXECUTE FUNCTION statuslevels.refuse_history_change();
CREATE TRIGGER organization_status_kept BEFORE DELETE ON statuslevels.orleansstorage FOR EACH ROW WHEN ((((old.graintypestring)::text = 'organization-status'::text) AND ((old.serviceid)::text = 'statuslevels'::text))) EXECUTE FUNCTION statuslevels.project_organization_status();
CREATE TRIGGER organization_status_projection AFTER INSERT OR UPDATE ON statuslevels.orleansstorage FOR EACH ROW WHEN ((((new.graintypestring)::text = 'organization-status'::text) AND ((new.serviceid)::text = 'statuslevels'::text))) EXECUTE FUNCTION statuslevels.project_organization_status();
CREATE TRIGGER organizations_name_key BEFORE UPDATE ON statuslevels.organizations FOR EACH ROW WHEN (((new.name IS DISTINCT FROM old.name) AND (NOT (new.name_key IS DISTINCT FROM old.name_key)))) EXECUTE FUNCTION statuslevels.forget_name_key();
CREATE TRIGGER outbox_told_in_app AFTER INSERT ON statuslevels.outbox REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION statuslevels.copy_outbox_to_notifications();
ALTER TABLE ONLY statuslevels.organization_notification_reads
    ADD CONSTRAINT organization_notification_rea_organization_id_epoch_number_fkey FOREIGN KEY (organization_id, epoch, number) REFERENCES statuslevels.organization_notifications(organization_id, epoch, number) ON DELETE CASCADE;
ALTER TABLE ONLY statuslevels.sessions
    ADD CONSTRAINT sessions_user_id_fkey FOREIGN KEY (user_id) REFERENCES statuslevels.users(id) ON DELETE CASCADE;
CREATE POLICY everybody ON statuslevels.organization_status_levels FOR SELECT TO anon, authenticated USING (statuslevels.level_counts(state, counts_until));
ALTER TABLE statuslevels.expiry_notices ENABLE ROW LEVEL SECURITY;
CREATE POLICY members ON statuslevels.organization_status_levels FOR SELECT TO authenticated USING ((organization_id IN ( SELECT statuslevels.organizations_of_caller('{viewer,editor,admin,owner}'::text[]) AS organizations_of_caller)));
CREATE POLICY members ON statuslevels.status_upgrade_requests FOR SELECT TO authenticated USING ((organization_id IN ( SELECT statuslevels.organizations_of_caller('{viewer,editor,admin,owner}'::text[]) AS organizations_of_caller)));
CREATE POLICY organization_admins ON statuslevels.organization_status_history FOR SELECT TO authenticated USING ((organization_id IN ( SELECT statuslevels.organizations_of_caller('{admin,owner}'::text[]) AS organizations_of_caller)));
ALTER TABLE statuslevels.organization_notifications ENABLE ROW LEVEL SECURITY;
ALTER TABLE statuslevels.organization_status ENABLE ROW LEVEL SECURITY;
ALTER TABLE statuslevels.organization_status_history ENABLE ROW LEVEL SECURITY;
ALTER TABLE statuslevels.organization_status_levels ENABLE ROW LEVEL SECURITY;
ALTER TABLE statuslevels.organization_subscriptions ENABLE ROW LEVEL SECURITY;
ALTER TABLE statuslevels.outbox ENABLE ROW LEVEL SECURITY;
CREATE POLICY platform_admins ON statuslevels.organization_status_history FOR SELECT TO authenticated USING (( SELECT statuslevels.caller_is_platform_admin() AS caller_is_platform_admin));
CREATE POLICY platform_admins ON statuslevels.organization_status_levels FOR SELECT TO authenticated USING (( SELECT statuslevels.caller_is_platform_admin() AS caller_is_platform_admin));
CREATE POLICY platform_admins ON statuslevels.status_upgrade_requests FOR SELECT TO authenticated USING (( SELECT statuslevels.caller_is_platform_admin() AS caller_is_platform_admin));
CREATE POLICY runtime ON statuslevels.expiry_notices FOR SELECT TO statuslevels_runtime USING (true);
CREATE POLICY runtime ON statuslevels.organization_notifications FOR SELECT TO statuslevels_runtime USING (true);
CREATE POLICY runtime ON statuslevels.organization_status FOR SELECT TO statuslevels_runtime USING (true);
CREATE POLICY runtime ON statuslevels.organization_status_history FOR SELECT TO statuslevels_runtime USING (true);
CREATE POLICY runtime ON statuslevels.organization_status_levels FOR SELECT TO statuslevels_runtime USING (true);
CREATE POLICY runtime ON statuslevels.organization_subscriptions FOR SELECT TO statuslevels_runtime USING (true);
CREATE POLICY runtime ON statuslevels.outbox FOR SELECT TO statuslevels_runtime USING (true);
CREATE POLICY runtime ON statuslevels.status_upgrade_requests FOR SELECT TO statuslevels_runtime USING (true);
CREATE POLICY services ON statuslevels.organization_status_history FOR SELECT TO service_role USING (true);
CREATE POLICY services ON statuslevels.organization_status_levels FOR SELECT TO service_role USING (true);
CREATE POLICY services ON statuslevels.status_upgrade_requests FOR SELECT TO service_role USING (true);
ALTER TABLE statuslevels.status_upgrade_requests ENABLE ROW LEVEL SECURITY;
GRANT USAGE ON SCHEMA statuslevels TO statuslevels_runtime;
REVOKE ALL ON FUNCTION statuslevels.level_counts(state text, counts_until timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION statuslevels.level_counts(state text, counts_until timestamp with time zone) TO anon;
GRANT ALL ON FUNCTION statuslevels.level_counts(state text, counts_until timestamp with time zone) TO authenticated;
GRANT ALL ON FUNCTION statuslevels.level_counts(state text, counts_until timestamp with time zone) TO service_role;
GRANT ALL ON FUNCTION statuslevels.level_counts(state text, counts_until timestamp with time zone) TO statuslevels_runtime;
GRANT SELECT ON TABLE statuslevels.organization_status_levels TO statuslevels_runtime;
GRANT SELECT(organization_id) ON TABLE statuslevels.organization_status_levels TO anon;
GRANT SELECT(organization_id) ON TABLE statuslevels.organization_status_levels TO authenticated;
GRANT SELECT(organization_id) ON TABLE statuslevels.organization_status_levels TO service_role;
GRANT SELECT(level) ON TABLE statuslevels.organization_status_levels TO anon;
GRANT SELECT(level) ON TABLE statuslevels.organization_status_levels TO authenticated;
GRANT SELECT(level) ON TABLE statuslevels.organization_status_levels TO service_role;
GRANT SELECT(id) ON TABLE statuslevels.organization_status_levels TO anon;
GRANT SELECT(id) ON TABLE statuslevels.organization_status_levels TO authenticated;
GRANT SELECT(id) ON TABLE statuslevels.organization_status_levels TO service_role;
GRANT SELECT(state) ON TABLE statuslevels.organization_status_levels TO anon;
GRANT SELECT(state) ON TABLE statuslevels.organization_status_levels TO authenticated;
GRANT SELECT(state) ON TABLE statuslevels.organization_status_levels TO service_role;
GRANT SELECT(granted_at) ON TABLE statuslevels.organization_status_levels TO anon;
GRANT SELECT(granted_at) ON TABLE statuslevels.organization_status_levels TO authenticated;
GRANT SELECT(granted_at) ON TABLE statuslevels.organization_status_levels TO service_role;
GRANT SELECT(valid_from) ON TABLE statuslevels.organization_status_levels TO anon;
GRANT SELECT(valid_from) ON TABLE statuslevels.organization_status_levels TO authenticated;
GRANT SELECT(valid_from) ON TABLE statuslevels.organization_status_levels TO service_role;
GRANT SELECT(valid_until) ON TABLE statuslevels.organization_status_levels TO anon;
GRANT SELECT(valid_until) ON TABLE statuslevels.organization_status_levels TO authenticated;
GRANT SELECT(valid_until) ON TABLE statuslevels.organization_status_levels TO service_role;
GRANT SELECT(counts_until) ON TABLE statuslevels.organization_status_levels TO anon;
GRANT SELECT(counts_until) ON TABLE statuslevels.organization_status_levels TO authenticated;
GRANT SELECT(counts_until) ON TABLE statuslevels.organization_status_levels TO service_role;
GRANT SELECT(last_verified_at) ON TABLE statuslevels.organization_status_levels TO anon;
GRANT SELECT(last_verified_at) ON TABLE statuslevels.organization_status_levels TO authenticated;
GRANT SELECT(last_verified_at) ON TABLE statuslevels.organization_status_levels TO service_role;
GRANT SELECT(grace_ends_at) ON TABLE statuslevels.organization_status_levels TO anon;
GRANT SELECT(grace_ends_at) ON TABLE statuslevels.organization_status_levels TO authenticated;
GRANT SELECT(grace_ends_at) ON TABLE statuslevels.organization_status_levels TO service_role;
GRANT SELECT ON TABLE public.organization_status_levels TO anon;
GRANT SELECT ON TABLE public.organization_status_levels TO authenticated;
GRANT SELECT ON TABLE public.organization_status_levels TO service_role;
REVOKE ALL ON FUNCTION public.get_current_status_level(org uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.get_current_status_level(org uuid) TO anon;
GRANT ALL ON FUNCTION public.get_current_status_level(org uuid) TO authenticated;
GRANT ALL ON FUNCTION public.get_current_status_level(org uuid) TO service_role;
REVOKE ALL ON FUNCTION statuslevels.caller_subject() FROM PUBLIC;
GRANT ALL ON FUNCTION statuslevels.caller_subject() TO authenticated;
REVOKE ALL ON FUNCTION statuslevels.caller_account() FROM PUBLIC;
GRANT ALL ON FUNCTION statuslevels.caller_account() TO authenticated;
REVOKE ALL ON FUNCTION statuslevels.caller_is_platform_admin() FROM PUBLIC;
GRANT ALL ON FUNCTION statuslevels.caller_is_platform_admin() TO authenticated;
REVOKE ALL ON FUNCTION statuslevels.copy_outbox_to_notifications() FROM PUBLIC;
REVOKE ALL ON FUNCTION statuslevels.find_api_key(hash bytea, at_instant timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION statuslevels.find_api_key(hash bytea, at_instant timestamp with time zone) TO statuslevels_runtime;
REVOKE ALL ON FUNCTION statuslevels.forget_delivered_events() FROM PUBLIC;
REVOKE ALL ON FUNCTION statuslevels.forget_name_key() FROM PUBLIC;
REVOKE ALL ON FUNCTION statuslevels.forget_notifications() FROM PUBLIC;
REVOKE ALL ON FUNCTION statuslevels.get_current_status_level(org uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION statuslevels.get_current_status_level(org uuid) TO statuslevels_runtime;
REVOKE ALL ON FUNCTION statuslevels.keep_audit() FROM PUBLIC;
REVOKE ALL ON FUNCTION statuslevels.organizations_of_caller(roles text[]) FROM PUBLIC;
GRANT ALL ON FUNCTION statuslevels.organizations_of_caller(roles text[]) TO authenticated;
REVOKE ALL ON FUNCTION statuslevels.password_hash_of(address_key text) FROM PUBLIC;
GRANT ALL ON FUNCTION statuslevels.password_hash_of(address_key text) TO statuslevels_runtime;
REVOKE ALL ON FUNCTION statuslevels.project_organization_status() FROM PUBLIC;
REVOKE ALL ON FUNCTION statuslevels.refuse_history_change() FROM PUBLIC;
REVOKE ALL ON FUNCTION statuslevels.replace_password_hash(account uuid, old_hash text, new_hash text) FROM PUBLIC;
GRANT ALL ON FUNCTION statuslevels.replace_password_hash(account uuid, old_hash text, new_hash text) TO statuslevels_runtime;
GRANT SELECT ON TABLE statuslevels.organization_status_history TO statuslevels_runtime;
GRANT SELECT(organization_id) ON TABLE statuslevels.organization_status_history TO authenticated;
GRANT SELECT(organization_id) ON TABLE statuslevels.organization_status_history TO service_role;
GRANT SELECT(epoch) ON TABLE statuslevels.organization_status_history TO authenticated;
GRANT SELECT(epoch) ON TABLE statuslevels.organization_status_history TO service_role;
GRANT SELECT(sequence) ON TABLE statuslevels.organization_status_history TO authenticated;
GRANT SELECT(sequence) ON TABLE statuslevels.organization_status_history TO service_role;
GRANT SELECT(id) ON TABLE statuslevels.organization_status_history TO authenticated;
GRANT SELECT(id) ON TABLE statuslevels.organization_status_history TO service_role;
GRANT SELECT(level) ON TABLE statuslevels.organization_status_history TO authenticated;
GRANT SELECT(level) ON TABLE statuslevels.organization_status_history TO service_role;
GRANT SELECT(action) ON TABLE statuslevels.organization_status_history TO authenticated;
GRANT SELECT(action) ON TABLE statuslevels.organization_status_history TO service_role;
GRANT SELECT(reason) ON TABLE statuslevels.organization_status_history TO authenticated;
GRANT SELECT(reason) ON TABLE statuslevels.organization_status_history TO service_role;
GRANT SELECT(actor_id) ON TABLE statuslevels.organization_status_history TO authenticated;
GRANT SELECT(actor_id) ON TABLE statuslevels.organization_status_history TO service_role;
GRANT SELECT(effective_at) ON TABLE statuslevels.organization_status_history TO authenticated;
GRANT SELECT(effective_at) ON TABLE statuslevels.organization_status_history TO service_role;
GRANT SELECT(recorded_at) ON TABLE statuslevels.organization_status_history TO authenticated;
GRANT SELECT(recorded_at) ON TABLE statuslevels.organization_status_history TO service_role;
GRANT SELECT(levels_after) ON TABLE statuslevels.organization_status_history TO authenticated;
GRANT SELECT(levels_after) ON TABLE statuslevels.organization_status_history TO service_role;
GRANT SELECT(metadata) ON TABLE statuslevels.organization_status_history TO authenticated;
GRANT SELECT(metadata) ON TABLE statuslevels.organization_status_history TO service_role;
GRANT SELECT(hash) ON TABLE statuslevels.organization_status_history TO authenticated;
GRANT SELECT(hash) ON TABLE statuslevels.organization_status_history TO service_role;
REVOKE ALL ON FUNCTION statuslevels.status_history_entry_agrees(entry statuslevels.organization_status_history) FROM PUBLIC;
GRANT ALL ON FUNCTION statuslevels.status_history_entry_agrees(entry statuslevels.organization_status_history) TO statuslevels_runtime;
REVOKE ALL ON FUNCTION statuslevels.verify_status_history(organization uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION statuslevels.verify_status_history(organization uuid) TO statuslevels_runtime;
REVOKE ALL ON FUNCTION statuslevels.writetostorage(id_hash integer, id_n0 bigint, id_n1 bigint, type_hash integer, type_name character varying, id_extension character varying, service character varying, known_version integer, payload bytea) FROM PUBLIC;
GRANT ALL ON FUNCTION statuslevels.writetostorage(id_hash integer, id_n0 bigint, id_n1 bigint, type_hash integer, type_name character varying, id_extension character varying, service character varying, known_version integer, payload bytea) TO statuslevels_runtime;
GRANT SELECT ON TABLE public.organization_status_history TO authenticated;
GRANT SELECT ON TABLE public.organization_status_history TO service_role;
GRANT SELECT ON TABLE statuslevels.status_upgrade_requests TO statuslevels_runtime;
GRANT SELECT(organization_id) ON TABLE statuslevels.status_upgrade_requests TO authenticated;
GRANT SELECT(organization_id) ON TABLE statuslevels.status_upgrade_requests TO service_role;
GRANT SELECT(id) ON TABLE statuslevels.status_upgrade_requests TO authenticated;
GRANT SELECT(id) ON TABLE statuslevels.status_upgrade_requests TO service_role;
GRANT SELECT(target_level) ON TABLE statuslevels.status_upgrade_requests TO authenticated;
GRANT SELECT(target_level) ON TABLE statuslevels.status_upgrade_requests TO service_role;
GRANT SELECT(status) ON TABLE statuslevels.status_upgrade_requests TO authenticated;
GRANT SELECT(status) ON TABLE statuslevels.status_upgrade_requests TO service_role;
GRANT SELECT(message) ON TABLE statuslevels.status_upgrade_requests TO authenticated;
GRANT SELECT(message) ON TABLE statuslevels.status_upgrade_requests TO service_role;
GRANT SELECT(evidence_urls) ON TABLE statuslevels.status_upgrade_requests TO authenticated;
GRANT SELECT(evidence_urls) ON TABLE statuslevels.status_upgrade_requests TO service_role;
GRANT SELECT(requested_by) ON TABLE statuslevels.status_upgrade_requests TO authenticated;
GRANT SELECT(requested_by) ON TABLE statuslevels.status_upgrade_requests TO service_role;
GRANT SELECT(requested_at) ON TABLE statuslevels.status_upgrade_requests TO authenticated;
GRANT SELECT(requested_at) ON TABLE statuslevels.status_upgrade_requests TO service_role;
GRANT SELECT(closed_at) ON TABLE statuslevels.status_upgrade_requests TO authenticated;
GRANT SELECT(closed_at) ON TABLE statuslevels.status_upgrade_requests TO service_role;
GRANT SELECT(rejection_reason) ON TABLE statuslevels.status_upgrade_requests TO authenticated;
GRANT SELECT(rejection_reason) ON TABLE statuslevels.status_upgrade_requests TO service_role;
GRANT SELECT(granted_entry_sequence) ON TABLE statuslevels.status_upgrade_requests TO authenticated;
GRANT SELECT(granted_entry_sequence) ON TABLE statuslevels.status_upgrade_requests TO service_role;
GRANT SELECT ON TABLE public.status_upgrade_requests TO authenticated;
GRANT SELECT ON TABLE public.status_upgrade_requests TO service_role;
GRANT SELECT,INSERT ON TABLE statuslevels.admin_audit TO statuslevels_runtime;
GRANT UPDATE(before) ON TABLE statuslevels.admin_audit TO statuslevels_runtime;
GRANT UPDATE(after) ON TABLE statuslevels.admin_audit TO statuslevels_runtime;
GRANT UPDATE(ip_address) ON TABLE statuslevels.admin_audit TO statuslevels_runtime;
GRANT UPDATE(user_agent) ON TABLE statuslevels.admin_audit TO statuslevels_runtime;
GRANT INSERT ON TABLE statuslevels.api_keys TO statuslevels_runtime;
GRANT SELECT(id) ON TABLE statuslevels.api_keys TO statuslevels_runtime;
GRANT SELECT(name),UPDATE(name) ON TABLE statuslevels.api_keys TO statuslevels_runtime;
GRANT SELECT(prefix) ON TABLE statuslevels.api_keys TO statuslevels_runtime;
GRANT SELECT(scopes) ON TABLE statuslevels.api_keys TO statuslevels_runtime;
GRANT SELECT(created_at) ON TABLE statuslevels.api_keys TO statuslevels_runtime;
GRANT SELECT(created_by) ON TABLE statuslevels.api_keys TO statuslevels_runtime;
GRANT SELECT(expires_at),UPDATE(expires_at) ON TABLE statuslevels.api_keys TO statuslevels_runtime;
GRANT SELECT(last_used_at),UPDATE(last_used_at) ON TABLE statuslevels.api_keys TO statuslevels_runtime;
GRANT SELECT(revoked_at),UPDATE(revoked_at) ON TABLE statuslevels.api_keys TO statuslevels_runtime;
GRANT SELECT ON TABLE statuslevels.expiry_notices TO statuslevels_runtime;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE statuslevels.expiry_summaries TO statuslevels_runtime;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE statuslevels.idempotency_keys TO statuslevels_runtime;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE statuslevels.organization_members TO statuslevels_runtime;
GRANT SELECT,INSERT ON TABLE statuslevels.organization_notification_reads TO statuslevels_runtime;
GRANT SELECT ON TABLE statuslevels.organization_notifications TO statuslevels_runtime;
GRANT SELECT ON TABLE statuslevels.organization_status TO statuslevels_runtime;
GRANT SELECT ON TABLE statuslevels.organization_subscriptions TO statuslevels_runtime;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE statuslevels.organizations TO statuslevels_runtime;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE statuslevels.orleansmembershiptable TO statuslevels_runtime;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE statuslevels.orleansmembershipversiontable TO statuslevels_runtime;
GRANT SELECT ON TABLE statuslevels.orleansquery TO statuslevels_runtime;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE statuslevels.orleansreminderstable TO statuslevels_runtime;
GRANT SELECT,INSERT,UPDATE ON TABLE statuslevels.orleansstorage TO statuslevels_runtime;
GRANT SELECT ON TABLE statuslevels.outbox TO statuslevels_runtime;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE statuslevels.public_status_reads TO statuslevels_runtime;
GRANT SELECT ON TABLE statuslevels.schema_migrations TO statuslevels_runtime;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE statuslevels.sessions TO statuslevels_runtime;
GRANT INSERT,DELETE,UPDATE ON TABLE statuslevels.users TO statuslevels_runtime;
GRANT SELECT(id) ON TABLE statuslevels.users TO statuslevels_runtime;
GRANT SELECT(email) ON TABLE statuslevels.users TO statuslevels_runtime;
GRANT SELECT(email_key) ON TABLE statuslevels.users TO statuslevels_runtime;
GRANT SELECT(display_name) ON TABLE statuslevels.users TO statuslevels_runtime;
GRANT SELECT(platform_role) ON TABLE statuslevels.users TO statuslevels_runtime;
GRANT SELECT(created_at) ON TABLE statuslevels.users TO statuslevels_runtime;
GRANT SELECT(disabled_at) ON TABLE statuslevels.users TO statuslevels_runtime;
