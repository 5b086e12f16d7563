-- The local account of the caller, if there is one: the subject is then its id, in the one spelling that the API takes for it.
create or replace function caller_account() returns uuid
    language sql stable
return case
    when caller_subject() ~ '^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$' then caller_subject()::uuid
end;

revoke all on function caller_account() from public;
grant execute on function caller_account() to authenticated;
