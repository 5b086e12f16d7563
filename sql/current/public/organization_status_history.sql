do $$
begin
    if not is_free_in_public('organization_status_history') then
        return;
    end if;

    create or replace view public.organization_status_history with (security_invoker = true) as
    select id, organization_id, sequence, level, action, reason, actor_id as performed_by, effective_at as created_at, recorded_at,
           levels_after, metadata, hash, null::inet as ip_address,
           null::text as user_agent
    from organization_status_history;

    comment on view public.organization_status_history is
        'What changed, oldest sequence first. reason is a code; the words of people are read through the API.';

    perform withdraw_access('public.organization_status_history');
    grant select on public.organization_status_history to authenticated, service_role;

    -- Granted so that the sentence is what is seen.
    create or replace trigger writes_go_through_the_api instead of insert on public.organization_status_history
        for each row execute function refuse_direct_write('POST /api/admin/organizations/{id}/status-levels');
    grant insert on public.organization_status_history to authenticated, service_role;
end
$$;
