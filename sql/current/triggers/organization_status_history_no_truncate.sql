create or replace trigger organization_status_history_no_truncate
    before truncate on organization_status_history
    for each statement execute function refuse_history_change();
