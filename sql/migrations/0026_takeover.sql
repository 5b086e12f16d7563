-- What was taken over from the product that this one replaces, organization by organization: so that it can be stopped and run again.
create table takeover_organizations (
    organization_id uuid primary key,
    -- Of the rows that it had there when it was taken over: the switch refuses when they are others since.
    fingerprint     bytea not null check (octet_length(fingerprint) = 32),
    begun_at        timestamptz not null,
    -- Null until the account is written.
    done_at         timestamptz null,
    -- The levels that a person let in, when it began and later.
    accepted        text[] not null default '{}' check (accepted <@ array ['A', 'B', 'C'])
);

comment on table takeover_organizations is 'What statuslevels takeover has brought over.';

alter table takeover_organizations enable row level security;

-- Its parameter gets the name that callers of the first product use; current/public makes it anew.
do $$
begin
    if exists (
        select from pg_proc
        where pronamespace = 'public'::regnamespace and proname = 'get_current_status_level' and proargnames = '{org}' and prosqlbody is not null) then
        drop function public.get_current_status_level(uuid);
    end if;
end
$$;
