-- The tree as it is with the leaves that were taken in this transaction: its tiles and its signed checkpoint. Nothing in it changes; a tile
-- that was not full gets longer.
create or replace function grow_log(
    of_log smallint, new_size bigint, levels smallint[], indexes bigint[], contents bytea[], new_note text) returns void
    language plpgsql
    security definer
    set search_path = statuslevels, pg_temp
as $$
declare
    former bigint;
    grown  bigint;
begin
    select l.size into former from logs as l where l.number = of_log and l.closed_at is null for update;
    if former is null or new_size <= former
        or new_size - former <> (select count(*) from log_leaves as l where l.log = of_log and l.index >= former) then
        raise exception 'log %: a tree of % leaves cannot follow one of %', of_log, new_size, former
            using errcode = 'integrity_constraint_violation';
    end if;

    insert into log_tiles as stored (log, level, index, hashes)
    select of_log, t.level, t.index, t.hashes from unnest(levels, indexes, contents) as t (level, index, hashes)
    on conflict (log, level, index) do update
    set hashes = excluded.hashes
    where octet_length(stored.hashes) < octet_length(excluded.hashes)
      and stored.hashes = substring(excluded.hashes for octet_length(stored.hashes));
    get diagnostics grown = row_count;
    if grown <> cardinality(levels) then
        raise exception 'log %: a tile may only get longer', of_log using errcode = 'integrity_constraint_violation';
    end if;

    insert into log_checkpoints (log, size, note, signed_at) values (of_log, new_size, new_note, clock_timestamp());
    update logs as l set size = new_size where l.number = of_log;
    -- One a second: of what was signed long ago the tree itself is the proof.
    delete from log_checkpoints as c
    where c.log = of_log
      and c.size < (select k.size from log_checkpoints as k where k.log = of_log order by k.size desc offset 1000 limit 1);
end
$$;

revoke all on function grow_log(smallint, bigint, smallint[], bigint[], bytea[], text) from public;
grant execute on function grow_log(smallint, bigint, smallint[], bigint[], bytea[], text) to statuslevels_runtime;
