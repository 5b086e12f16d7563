-- Does an entry say in its columns what its canonical text says, and are the personal texts that are still there the ones
-- that it committed to? A text that was erased is not missed. The hash of the canonical text is checked by the caller.
create function status_history_entry_agrees(entry organization_status_history) returns boolean
    language plpgsql stable
    set search_path = statuslevels, pg_temp
as $$
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

-- Recomputes the hash chain of an organization: hash = sha256(previous hash || canonical text), starting from 32 zero bytes.
-- first_broken_sequence is the first number at which the history is not what it should be; a missing end counts.
create function verify_status_history(organization uuid)
    returns table (valid boolean, entries bigint, head_hash text, first_broken_sequence bigint)
    language sql stable
    set search_path = statuslevels, pg_temp
as $$
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
$$;

-- The highest level that counts at this moment, also when its end has passed and no tick has run yet.
create function get_current_status_level(org uuid) returns text
    language sql stable
    set search_path = statuslevels, pg_temp
as $$
    select coalesce(max(level), '0')
    from organization_status_levels
    where organization_id = org and state <> 'suspended' and (counts_until is null or counts_until > now())
$$;

-- PostgreSQL lets everybody call a new function.
revoke all on all functions in schema statuslevels from public;
revoke all on all tables in schema statuslevels from public;
