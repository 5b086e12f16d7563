create or replace trigger admin_audit_never_emptied
    before truncate on admin_audit
    for each statement
    execute function keep_audit();
