-- Recomputes the hash chain of an organization: hash = sha256(previous hash || canonical text), starting from 32 zero bytes.
-- first_broken_sequence is the first number at which the history is not what it should be; a missing end counts.
create or replace function verify_status_history(organization uuid)
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

revoke all on function verify_status_history(uuid) from public;
grant execute on function verify_status_history(uuid) to statuslevels_runtime;
