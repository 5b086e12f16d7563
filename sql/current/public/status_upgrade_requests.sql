-- The column review_notes holds the comment for the organization. What platform admins note among themselves has no way out.
do $$
begin
    if not is_free_in_public('status_upgrade_requests') then
        return;
    end if;

    create or replace view public.status_upgrade_requests with (security_invoker = true) as
    select id, organization_id, target_level, status, message, evidence_urls, requested_by, requested_at, closed_at, rejection_reason,
           comment as review_notes, closed_at as reviewed_at, null::text as reviewed_by, '{}'::jsonb as metadata
    from status_upgrade_requests;

    perform withdraw_access('public.status_upgrade_requests');
    grant select on public.status_upgrade_requests to authenticated, service_role;

    -- Granted so that the sentence is what is seen.
    create or replace trigger writes_go_through_the_api instead of insert on public.status_upgrade_requests
        for each row execute function refuse_direct_write('POST /api/organizations/{id}/status-upgrade-request');
    grant insert on public.status_upgrade_requests to authenticated, service_role;
end
$$;
