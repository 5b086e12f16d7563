-- Sessions of people whom an issuer knows: no account of ours stands behind them, so they say themselves who it is.
alter table sessions
    alter column user_id drop not null,
    add column issuer text,
    add column subject text,
    add column name text,
    add column email text,
    add column platform_role text check (platform_role in ('platform_admin', 'platform_viewer')),
    add constraint sessions_are_somebodys check ((user_id is null) = (subject is not null) and (subject is null) = (issuer is null) and (subject is null) = (name is null));

comment on column sessions.platform_role is 'What the issuer said at sign-in; of an account of ours the account says it.';

-- Signing out everywhere.
create index sessions_subject_idx on sessions (subject) where subject is not null;
