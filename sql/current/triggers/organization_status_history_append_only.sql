create or replace trigger organization_status_history_append_only
    before update or delete on organization_status_history
    for each row execute function refuse_history_change();
