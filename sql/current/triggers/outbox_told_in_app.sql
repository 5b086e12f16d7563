create or replace trigger outbox_told_in_app
    after insert on outbox
    referencing new table as added
    for each statement
    execute function copy_outbox_to_notifications();
