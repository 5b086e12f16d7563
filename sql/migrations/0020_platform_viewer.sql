-- A role that sees all of the platform and changes nothing.
alter table users
    drop constraint users_platform_role,
    add constraint users_platform_role check (platform_role in ('platform_admin', 'platform_viewer'));
