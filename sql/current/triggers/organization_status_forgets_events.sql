create or replace trigger organization_status_forgets_events
    after update on organization_status
    for each row
    when (new.epoch > old.epoch)
    execute function forget_delivered_events();
