-- Direct SQL readers (PostgREST, Supabase, reports) see views in public, named as they were before this product. The roles have no
-- way into the schema itself; row-level security chooses the rows, column privileges the columns, and nobody writes.

-- The one sentence about whether a level counts now, whether or not a tick has run.
create function level_counts(state text, counts_until timestamptz) returns boolean
    language sql stable
return state <> 'suspended' and (counts_until is null or counts_until > now());

create or replace function get_current_status_level(org uuid) returns text
    language sql stable
    set search_path = statuslevels, pg_temp
as $$
    select coalesce(max(level), '0') from organization_status_levels where organization_id = org and level_counts(state, counts_until)
$$;

-- The subject of the token that the gateway has checked; null without one. Claims that are no JSON stop the query.
create function caller_subject() returns text
    language sql stable
return nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'sub';

-- The local account of the caller, if there is one: the subject is then its id.
create function caller_account() returns uuid
    language sql stable
return case
    when caller_subject() ~ '^[0-9a-fA-F]{8}-([0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}$' then caller_subject()::uuid
end;

create function organizations_of_caller(roles text[]) returns setof uuid
    language sql stable security definer
    set search_path = statuslevels, pg_temp
as $$
    select m.organization_id
    from organization_members as m
    where m.user_id = caller_subject() and m.role = any (roles)
      and not exists (select from users as u where u.id = caller_account() and u.disabled_at is not null)
$$;

create function caller_is_platform_admin() returns boolean
    language sql stable security definer
    set search_path = statuslevels, pg_temp
as $$
    select exists (
        select from users as u where u.id = caller_account() and u.platform_role = 'platform_admin' and u.disabled_at is null)
$$;

revoke all on function
    level_counts(text, timestamptz), caller_subject(), caller_account(), organizations_of_caller(text[]), caller_is_platform_admin()
    from public;
grant execute on function level_counts(text, timestamptz) to anon, authenticated, service_role, statuslevels_runtime;
grant execute on function caller_subject(), caller_account(), organizations_of_caller(text[]), caller_is_platform_admin()
    to authenticated;

-- Row-level security on everything that is projected: a table without a policy for a role shows it nothing.
do $$
declare
    projected text;
begin
    foreach projected in array array [
        'organization_status', 'organization_status_levels', 'organization_subscriptions', 'status_upgrade_requests',
        'organization_status_history', 'expiry_notices', 'outbox', 'organization_notifications']
    loop
        execute format('alter table %I enable row level security', projected);
        execute format('create policy runtime on %I for select to statuslevels_runtime using (true)', projected);
    end loop;
    foreach projected in array array ['organization_status_levels', 'status_upgrade_requests', 'organization_status_history']
    loop
        execute format('create policy services on %I for select to service_role using (true)', projected);
        execute format(
            'create policy platform_admins on %I for select to authenticated using ((select caller_is_platform_admin()))', projected);
    end loop;
end
$$;

create policy everybody on organization_status_levels for select to anon, authenticated
    using (level_counts(state, counts_until));
create policy members on organization_status_levels for select to authenticated
    using (organization_id in (select organizations_of_caller('{viewer,editor,admin,owner}')));
create policy members on status_upgrade_requests for select to authenticated
    using (organization_id in (select organizations_of_caller('{viewer,editor,admin,owner}')));
create policy organization_admins on organization_status_history for select to authenticated
    using (organization_id in (select organizations_of_caller('{admin,owner}')));

grant select (organization_id, id, level, state, granted_at, valid_from, valid_until, counts_until, last_verified_at, grace_ends_at)
    on organization_status_levels to anon, authenticated, service_role;
grant select (organization_id, id, target_level, status, message, evidence_urls, requested_by, requested_at, closed_at,
              rejection_reason, granted_entry_sequence)
    on status_upgrade_requests to authenticated, service_role;
grant select (organization_id, epoch, sequence, id, level, action, reason, actor_id, effective_at, recorded_at, levels_after,
              metadata, hash)
    on organization_status_history to authenticated, service_role;

create view public.organization_status_levels with (security_invoker = true) as
select id, organization_id, level, level_counts(state, counts_until) as is_active, state, granted_at, valid_from, valid_until,
       last_verified_at, grace_ends_at
from organization_status_levels;

create view public.status_upgrade_requests with (security_invoker = true) as
select id, organization_id, target_level, status, message, evidence_urls, requested_by, requested_at, closed_at, rejection_reason
from status_upgrade_requests;

create view public.organization_status_history with (security_invoker = true) as
select id, organization_id, sequence, level, action, reason, actor_id as performed_by, effective_at as created_at, recorded_at,
       levels_after, metadata, hash
from organization_status_history;

comment on view public.organization_status_history is
    'What changed, oldest sequence first. reason is a code; the words of people are read through the API.';

-- Bound to the view when it is made: a caller needs no way into the schema.
create function public.get_current_status_level(org uuid) returns text
    language sql stable
return (select coalesce(max(level), '0') from public.organization_status_levels where organization_id = org and is_active);

-- A Supabase project grants everything new in public to these roles by default.
revoke all on public.organization_status_levels, public.status_upgrade_requests, public.organization_status_history
    from public, anon, authenticated, service_role;
revoke all on function public.get_current_status_level(uuid) from public;
grant select on public.organization_status_levels to anon, authenticated, service_role;
grant select on public.status_upgrade_requests, public.organization_status_history to authenticated, service_role;
grant execute on function public.get_current_status_level(uuid) to anon, authenticated, service_role;
