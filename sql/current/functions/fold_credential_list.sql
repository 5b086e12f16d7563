-- Keeps what is over for good as bits of its list: whoever reads the list reads rows of what is held. What others work on just now waits for
-- the next time.
create or replace function fold_credential_list(of_list integer) returns void
    language plpgsql
    security definer
    set search_path = statuslevels, pg_temp
as $$
declare
    revoked_now   bytea;
    suspended_now bytea;
    gone          record;
begin
    select l.revoked, l.suspended into revoked_now, suspended_now
    from credential_lists as l where l.number = of_list for update skip locked;
    if not found then
        return;
    end if;

    for gone in
        with over as (
            select c.index
            from credential_indexes as c
            where c.list = of_list and not c.folded
              and not exists (
                  select from organization_status_levels as l
                  where l.organization_id = c.organization_id and l.level = c.level and l.id = c.holding)
            for update of c skip locked)
        update credential_indexes as c set folded = true from over as o where c.list = of_list and c.index = o.index
        returning c.index / 8 * 8 + 7 - c.index % 8 as bit, c.organization_id is null as is_forgotten
    loop
        revoked_now := set_bit(revoked_now, gone.bit, 1);
        if gone.is_forgotten then
            suspended_now := set_bit(suspended_now, gone.bit, 1);
        end if;
    end loop;

    update credential_lists as l set revoked = revoked_now, suspended = suspended_now where l.number = of_list;
end
$$;

revoke all on function fold_credential_list(integer) from public;
grant execute on function fold_credential_list(integer) to statuslevels_runtime;
