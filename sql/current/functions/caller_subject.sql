-- The subject of the token that the gateway has checked; null without one. Claims that are no JSON stop the query.
create or replace function caller_subject() returns text
    language sql stable
return nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'sub';

revoke all on function caller_subject() from public;
grant execute on function caller_subject() to authenticated;
