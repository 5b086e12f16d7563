-- Ends the log that grows: it stays as it is, and the next one begins with every entry that there is. For a database that was put back to an
-- earlier state, whose log would be a second one under the same name.
create or replace function close_log() returns void
    language sql
    security definer
    set search_path = statuslevels, pg_temp
as $$
    delete from log_queue;
    update logs set closed_at = clock_timestamp() where closed_at is null;
$$;

-- The same, if it is this one: of two processes that would end it one does, and the one that began since goes on.
create or replace function close_log(of_log smallint) returns void
    language sql
    security definer
    set search_path = statuslevels, pg_temp
as $$
    with closed as (
        update logs set closed_at = clock_timestamp() where number = of_log and closed_at is null returning number)
    delete from log_queue where exists (select from closed);
$$;

revoke all on function close_log() from public;
grant execute on function close_log() to statuslevels_runtime;
revoke all on function close_log(smallint) from public;
grant execute on function close_log(smallint) to statuslevels_runtime;
