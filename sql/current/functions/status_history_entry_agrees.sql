-- Does an entry say in its columns what its canonical text says, and are the personal texts that are still there the ones
-- that it committed to? A text that was erased is not missed. The hash of the canonical text is checked by the caller.
create or replace function status_history_entry_agrees(entry organization_status_history) returns boolean
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

revoke all on function status_history_entry_agrees(organization_status_history) from public;
grant execute on function status_history_entry_agrees(organization_status_history) to statuslevels_runtime;
