-- Whoever wrote into the tables of the first product is told where to go.
create or replace function refuse_direct_write() returns trigger
    language plpgsql
    set search_path = statuslevels, pg_temp
as $$
begin
    raise exception 'writes go through the API: %', tg_argv[0] using errcode = 'insufficient_privilege';
end
$$;

revoke all on function refuse_direct_write() from public;
