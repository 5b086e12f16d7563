do $$
begin
    if not is_free_in_public('organization_status_levels') then
        return;
    end if;

    create or replace view public.organization_status_levels with (security_invoker = true) as
    select id, organization_id, level, level_counts(state, counts_until) as is_active,
           -- Whether somebody has paid is for members to see.
           case when state = 'grace' and (level_of_member(current_user, organization_id, level)).id is null then 'active' else state end as state,
           granted_at, valid_from, valid_until, last_verified_at,
           (level_of_member(current_user, organization_id, level)).grace_ends_at,
           -- What readers of the first product find in its columns. The words of people are read through the API.
           level_counts(state, counts_until) as can_use_badge,
           (level_of_member(current_user, organization_id, level)).granted_by,
           (level_of_member(current_user, organization_id, level)).subscription_id, null::text as notes, '{}'::jsonb as metadata,
           granted_at as created_at, greatest(granted_at, valid_from, last_verified_at) as updated_at
    from organization_status_levels;

    perform withdraw_access('public.organization_status_levels');
    grant select on public.organization_status_levels to anon, authenticated, service_role;

    -- Granted so that the sentence is what is seen.
    create or replace trigger writes_go_through_the_api instead of insert on public.organization_status_levels
        for each row execute function refuse_direct_write('POST /api/admin/organizations/{id}/status-levels');
    grant insert on public.organization_status_levels to anon, authenticated, service_role;
end
$$;
