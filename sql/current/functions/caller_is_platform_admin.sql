create or replace function caller_is_platform_admin() returns boolean
    language sql stable security definer
    set search_path = statuslevels, pg_temp
as $$
    select exists (
        select from users as u where u.id = caller_account() and u.platform_role = 'platform_admin' and u.disabled_at is null)
$$;

revoke all on function caller_is_platform_admin() from public;
grant execute on function caller_is_platform_admin() to authenticated;
