create or replace trigger admin_audit_append_only
    before update or delete on admin_audit
    for each row
    execute function keep_audit();
