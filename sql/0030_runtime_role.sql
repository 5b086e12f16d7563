-- What the running product may do: work, but no DDL; add to the history through the projection alone; compare hashes of
-- passwords and keys without reading them. Later scripts grant what their tables need.
revoke all on all tables in schema statuslevels from public;
revoke all on all functions in schema statuslevels from public;

grant select on schema_migrations, orleansquery to statuslevels_runtime;
grant select, insert, update, delete
    on orleansmembershipversiontable, orleansmembershiptable, orleansreminderstable to statuslevels_runtime;
-- The state of an organization is never deleted.
grant select, insert, update on orleansstorage to statuslevels_runtime;

-- The read model is written by the projection, as the owner.
grant select
    on organization_status, organization_status_levels, organization_subscriptions, status_upgrade_requests,
       organization_status_history, expiry_notices, outbox, organization_notifications
    to statuslevels_runtime;
-- Removing the marks of a forgotten organization is the foreign key's.
grant select, insert on organization_notification_reads to statuslevels_runtime;
grant select, insert, update, delete on expiry_summaries to statuslevels_runtime;

grant select (id, email, email_key, display_name, platform_role, created_at, disabled_at), insert, update, delete
    on users to statuslevels_runtime;
grant select, insert, update, delete on sessions, organizations, organization_members to statuslevels_runtime;
grant select (id, name, prefix, scopes, created_at, created_by, expires_at, last_used_at, revoked_at),
      insert, update (name, expires_at, last_used_at, revoked_at)
    on api_keys to statuslevels_runtime;
-- The four columns are what may be erased; a trigger lets nothing else become of them.
grant select, insert, update (before, after, ip_address, user_agent) on admin_audit to statuslevels_runtime;

-- No trigger function is among them: whoever may call one may bind it to a table of his own.
grant execute on function
    writetostorage(integer, bigint, bigint, integer, varchar, varchar, varchar, integer, bytea),
    get_current_status_level(uuid),
    status_history_entry_agrees(organization_status_history),
    verify_status_history(uuid),
    find_api_key(bytea, timestamptz),
    password_hash_of(text),
    replace_password_hash(uuid, text, text)
    to statuslevels_runtime;
