-- Keeps an answer under its key. A key that is being used at this moment is waited for, but not for longer than the caller waits; one
-- whose time is over is taken anew.
create or replace function keep_answer(org uuid, kept projected_answer) returns void
    language plpgsql
    set search_path = statuslevels, pg_temp
as $$
declare
    waited text := current_setting('lock_timeout');
begin
    perform set_config('lock_timeout', '3s', true);
    insert into idempotency_keys as known (id, organization_id, fingerprint, answer, answered_at, expires_at)
    values (decode(kept.id, 'hex'), org, decode(kept.fingerprint, 'hex'), kept.answer, kept.answered_at, kept.expires_at)
    on conflict (id) do update
    set (organization_id, fingerprint, answer, answered_at, expires_at)
      = (excluded.organization_id, excluded.fingerprint, excluded.answer, excluded.answered_at, excluded.expires_at)
    where known.expires_at <= excluded.answered_at;
    if not found then
        raise exception 'the key is taken: idempotency_keys_key' using errcode = 'unique_violation', constraint = 'idempotency_keys_key';
    end if;
    perform set_config('lock_timeout', waited, true);
end
$$;

revoke all on function keep_answer(uuid, projected_answer) from public;
