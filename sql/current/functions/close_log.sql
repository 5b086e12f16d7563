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

revoke all on function close_log() from public;
grant execute on function close_log() to statuslevels_runtime;
