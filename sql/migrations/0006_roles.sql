-- The roles that current/access grants to. Roles belong to the server, not to the database: another database of the same server
-- may have made them, and may be making them right now.
do $$
declare
    missing text;
begin
    foreach missing in array array ['statuslevels_runtime', 'anon', 'authenticated', 'service_role']
    loop
        if not exists (select from pg_roles where rolname = missing) then
            begin
                execute format('create role %I nologin', missing);
            exception
                when duplicate_object or unique_violation then
                    raise notice 'another database has just made the role %', missing;
                when insufficient_privilege then
                    raise exception 'the role % is missing and % may not make it: let a superuser run CREATE ROLE % NOLOGIN',
                        missing, current_user, missing using errcode = 'insufficient_privilege';
            end;
        end if;
    end loop;
end
$$;
