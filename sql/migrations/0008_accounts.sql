-- Local accounts and their sessions. Passwords are kept as salted hashes, session tokens as SHA-256.

create table users (
    id            uuid primary key,
    email         text not null check (char_length(email) between 3 and 254),
    -- The address as it is compared: lower case, by the rules of Unicode, which the C locale of the database does not know.
    email_key     text not null constraint users_email_key unique,
    display_name  text not null check (char_length(display_name) between 1 and 200),
    -- null: this person signs in elsewhere.
    password_hash text,
    platform_role text constraint users_platform_role check (platform_role in ('platform_admin')),
    created_at    timestamptz not null,
    disabled_at   timestamptz
);

comment on table users is 'Local accounts; id is what memberships and the subject of a token name.';

-- "Is there a platform admin?" is asked at every start.
create index users_platform_role_idx on users (platform_role) where platform_role is not null;

create table sessions (
    token_hash   bytea primary key check (octet_length(token_hash) = 32),
    user_id      uuid not null references users (id) on delete cascade,
    created_at   timestamptz not null,
    last_seen_at timestamptz not null,
    expires_at   timestamptz not null,
    revoked_at   timestamptz
);

comment on table sessions is 'Signed-in browsers; the token itself is only in the cookie.';

-- Signing out everywhere, and the removal of what has expired.
create index sessions_user_id_idx on sessions (user_id);
create index sessions_expires_at_idx on sessions (expires_at);
