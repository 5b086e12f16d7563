-- This database is of an earlier time than places may have been given in: none of the lists of then gives one any more, and every place that
-- nobody has is revoked. The next list has a number that none of that time had: more than one list a minute was never begun.
create or replace function close_credential_lists() returns void
    language plpgsql
    security definer
    set search_path = statuslevels, pg_temp
as $$
declare
    open_list record;
    held      integer;
    bits      bytea;
begin
    for open_list in
        select l.number, l.revoked from credential_lists as l where l.closed_at is null order by l.number for update
    loop
        bits := decode(repeat('ff', 16384), 'hex');
        for held in select c.index from credential_indexes as c where c.list = open_list.number and not c.folded loop
            bits := set_bit(bits, held / 8 * 8 + 7 - held % 8, 0);
        end loop;
        update credential_lists as l set closed_at = clock_timestamp(), revoked = bits where l.number = open_list.number;
    end loop;

    insert into credential_lists (number)
    select greatest(max(l.number) + 1, floor(extract(epoch from clock_timestamp()) / 60)::integer) from credential_lists as l;
end
$$;

revoke all on function close_credential_lists() from public;
grant execute on function close_credential_lists() to statuslevels_runtime;
