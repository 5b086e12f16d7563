create or replace function organizations_of_caller(roles text[]) returns setof uuid
    language sql stable security definer
    set search_path = statuslevels, pg_temp
as $$
    select m.organization_id
    from organization_members as m
    where m.user_id = caller_subject() and m.role = any (roles)
      and not exists (select from users as u where u.id = caller_account() and u.disabled_at is not null)
$$;

revoke all on function organizations_of_caller(text[]) from public;
grant execute on function organizations_of_caller(text[]) to authenticated;
