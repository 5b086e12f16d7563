create or replace function keep_audit() returns trigger
    language plpgsql
as $$
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

revoke all on function keep_audit() from public;
