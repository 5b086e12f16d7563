-- The state of an organization is never deleted.
create or replace trigger organization_status_kept
    before delete on orleansstorage
    for each row
    when (old.graintypestring = 'organization-status' and old.serviceid = 'statuslevels')
    execute function project_organization_status();
