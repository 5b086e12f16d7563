-- Whether a name in public may be given to what we show there: nobody has it, or we do. The product that this one replaces has tables
-- and functions of the same names; they stay as they are until its place is taken.
create or replace function is_free_in_public(wanted text) returns boolean
    language sql stable
    set search_path = statuslevels, pg_temp
as $$
    select not exists (
        select from pg_class as named
        where named.relnamespace = 'public'::regnamespace and named.relname = wanted
          and not exists (
              select
              from pg_rewrite as rule
              join pg_depend as uses on uses.classid = 'pg_rewrite'::regclass and uses.objid = rule.oid
                                    and uses.refclassid = 'pg_class'::regclass
              join pg_class as used on used.oid = uses.refobjid
              where rule.ev_class = named.oid and used.relnamespace = 'statuslevels'::regnamespace))
$$;

revoke all on function is_free_in_public(text) from public;

-- The same of a function: ours is one that is bound to our view.
create or replace function is_free_in_public(wanted text, arguments oidvector) returns boolean
    language sql stable
    set search_path = statuslevels, pg_temp
as $$
    select not exists (
        select from pg_proc as named
        where named.pronamespace = 'public'::regnamespace and named.proname = wanted and named.proargtypes = arguments
          and not exists (
              select
              from pg_depend as uses
              join pg_class as used on used.oid = uses.refobjid
              where uses.classid = 'pg_proc'::regclass and uses.objid = named.oid and uses.refclassid = 'pg_class'::regclass
                and used.relnamespace = 'public'::regnamespace and is_free_in_public(used.relname)))
$$;

revoke all on function is_free_in_public(text, oidvector) from public;
