-- What a file of access/ begins with, so that it is the whole truth about its table: policies and rights that it does not name are gone.
create or replace function withdraw_access(of_table regclass) returns void
    language plpgsql
    set search_path = statuslevels, pg_temp
as $$
declare
    former name;
begin
    for former in select polname from pg_policy where polrelid = of_table
    loop
        execute format('drop policy %I on %s', former, of_table);
    end loop;
    execute format('revoke all on %s from public, anon, authenticated, service_role, statuslevels_runtime', of_table);
end
$$;

revoke all on function withdraw_access(regclass) from public;
