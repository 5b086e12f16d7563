create or replace trigger organizations_name_key
    before update on organizations
    for each row
    when (new.name is distinct from old.name and new.name_key is not distinct from old.name_key)
    execute function forget_name_key();
