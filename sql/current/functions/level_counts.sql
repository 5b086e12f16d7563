-- The one sentence about whether a level counts at an instant, whether or not a tick has run. Both forms are taken into the statement
-- that asks: they cost no call, and an index serves them.
create or replace function level_counts(state text, counts_until timestamptz, at_instant timestamptz) returns boolean
    language sql immutable
return state <> 'suspended' and (counts_until is null or counts_until > at_instant);

create or replace function level_counts(state text, counts_until timestamptz) returns boolean
    language sql stable
return level_counts(state, counts_until, now());

revoke all on function level_counts(text, timestamptz, timestamptz), level_counts(text, timestamptz) from public;
grant execute on function level_counts(text, timestamptz, timestamptz), level_counts(text, timestamptz)
    to anon, authenticated, service_role, statuslevels_runtime;
