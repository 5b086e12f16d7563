-- Gives a holding a place in the newest status list, or in a new one once that is half full: then a random place is soon found that is
-- free. Nothing is given when the place is taken, when the holding has one, or when nobody holds it any more.
create or replace function give_credential_index(
    of_organization uuid, of_level text, of_holding uuid, of_epoch integer, of_sequence bigint, place integer) returns void
    language plpgsql
    security definer
    set search_path = statuslevels, pg_temp
as $$
declare
    half   constant integer := 65536;
    newest integer;
begin
    -- Whoever forgets the organization just now takes this row away first: then it is gone here, or what is given here is found there.
    perform from organization_status_levels as l
    where l.organization_id = of_organization and l.level = of_level and l.id = of_holding
    for key share;
    if not found then
        return;
    end if;

    select case when l.given < half and l.closed_at is null then l.number else l.number + 1 end into newest
    from credential_lists as l order by l.number desc limit 1;
    newest := coalesce(newest, 1);
    insert into credential_lists (number) values (newest) on conflict do nothing;

    insert into credential_indexes (list, index, organization_id, level, holding, epoch, sequence)
    values (newest, place, of_organization, of_level, of_holding, of_epoch, of_sequence)
    on conflict do nothing;
    if not found then
        return;
    end if;

    -- Last, so that nobody waits for longer than a commit.
    update credential_lists as l
    set given = l.given + 1
    where l.number = newest and l.closed_at is null;
    if not found then
        delete from credential_indexes as c where c.list = newest and c.index = place;
    end if;
end
$$;

revoke all on function give_credential_index(uuid, text, uuid, integer, bigint, integer) from public;
grant execute on function give_credential_index(uuid, text, uuid, integer, bigint, integer) to statuslevels_runtime;
