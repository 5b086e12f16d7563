-- Direct readers have no way into the schema: they use the views in public.
comment on schema statuslevels is 'StatusLevels: its own tables and those of Orleans. Direct readers use the views in public.';
revoke all on schema statuslevels from public, anon, authenticated, service_role, statuslevels_runtime;
grant usage on schema statuslevels to statuslevels_runtime;
