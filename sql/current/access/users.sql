-- All but the hash: it is compared by password_opens.
select withdraw_access('users');

grant select (id, email, email_key, display_name, platform_role, created_at, disabled_at, locale), insert, update, delete
    on users to statuslevels_runtime;
