-- Who an organization is, who acts for it, which services call, and what administrators did.

-- Any UUID is an organization: an entry here only gives it a name and people to write to.
create table organizations (
    organization_id uuid primary key,
    name            text not null check (char_length(name) between 1 and 200),
    slug            text not null constraint organizations_slug_key unique check (slug ~ '^[a-z0-9-]{1,63}$'),
    contact_emails  text[] not null default '{}',
    locale          text not null default 'en' check (locale in ('en', 'ru')),
    created_at      timestamptz not null,
    updated_at      timestamptz not null,
    -- The name as it is searched: lower case by the rules of Unicode, which the C locale of the database does not know. Null where a node
    -- of the version before made or renamed the entry. A search looks for a part of a name: no index of names serves it.
    name_key        text null
);

comment on table organizations is 'The directory: name, contacts and language of an organization.';

create table organization_members (
    organization_id uuid not null,
    -- A local account's id, or the subject of a token: members need no local account.
    user_id         text not null check (char_length(user_id) between 1 and 255),
    role            text not null check (role in ('viewer', 'editor', 'admin', 'owner')),
    added_at        timestamptz not null,
    primary key (organization_id, user_id)
);

create index organization_members_user_idx on organization_members (user_id);

create table api_keys (
    id           uuid primary key,
    name         text not null check (char_length(name) between 1 and 200),
    key_hash     bytea not null constraint api_keys_hash_key unique check (octet_length(key_hash) = 32),
    -- The first characters of the key, by which a person tells keys apart.
    prefix       text not null,
    scopes       text[] not null check (cardinality(scopes) > 0
        and scopes <@ array ['subscriptions:write', 'reputation:write', 'status:write', 'organizations:write']),
    created_at   timestamptz not null,
    created_by   text not null,
    expires_at   timestamptz,
    last_used_at timestamptz,
    revoked_at   timestamptz
);

comment on table api_keys is 'Keys of services; of a key itself only its SHA-256 is here.';

create table admin_audit (
    id           bigint generated always as identity primary key,
    at           timestamptz not null,
    actor_kind   text not null check (actor_kind in ('user', 'service', 'system')),
    actor_id     text,
    action       text not null,
    subject_kind text not null,
    subject_id   text not null,
    -- What changed, without secrets: null before the subject existed, and after it was removed.
    before       jsonb,
    after        jsonb,
    ip_address   text,
    user_agent   text,
    trace_id     text
);

comment on table admin_audit is 'What administrators changed: who, when, from where, what before and after. Append-only.';

create index admin_audit_subject_idx on admin_audit (subject_kind, subject_id, id desc);
create index admin_audit_actor_idx on admin_audit (actor_id, id desc);
