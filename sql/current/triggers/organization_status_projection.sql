-- Orleans stores a state under its name alone, whatever the grain's type: this condition and that of organization_status_kept are the
-- only places that name it.
create or replace trigger organization_status_projection
    before insert or update on orleansstorage
    for each row
    when (new.graintypestring = 'organization-status' and new.serviceid = 'statuslevels')
    execute function project_organization_status();
