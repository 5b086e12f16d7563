-- Who an organization is, who acts for it, which services call, and what administrators did.

-- Any UUID is an organization: an entry here only gives it a name and people to write to.
create table statuslevels.organizations (
    organization_id uuid primary key,
    name            text not null check (char_length(name) between 1 and 200),
    slug            text not null constraint organizations_slug_key unique check (slug ~ '^[a-z0-9-]{1,63}$'),
    contact_emails  text[] not null default '{}',
    locale          text not null default 'en' check (locale in ('en', 'ru')),
    created_at      timestamptz not null,
    updated_at      timestamptz not null
);

comment on table statuslevels.organizations is 'The directory: name, contacts and language of an organization.';

-- Lists of organizations search in names, whatever their case.
create index organizations_name_idx on statuslevels.organizations (lower(name));

create table statuslevels.organization_members (
    organization_id uuid not null,
    -- A local account's id, or the subject of a token: members need no local account.
    user_id         text not null check (char_length(user_id) between 1 and 255),
    role            text not null check (role in ('viewer', 'editor', 'admin', 'owner')),
    added_at        timestamptz not null,
    primary key (organization_id, user_id)
);

create index organization_members_user_idx on statuslevels.organization_members (user_id);

create table statuslevels.api_keys (
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

comment on table statuslevels.api_keys is 'Keys of services; of a key itself only its SHA-256 is here.';

create table statuslevels.admin_audit (
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

comment on table statuslevels.admin_audit is 'What administrators changed: who, when, from where, what before and after. Append-only.';

create index admin_audit_subject_idx on statuslevels.admin_audit (subject_kind, subject_id, id desc);
create index admin_audit_actor_idx on statuslevels.admin_audit (actor_id, id desc);

create function statuslevels.keep_audit() returns trigger
    language plpgsql
as $$
begin
    -- Erasing the personal data of a forgotten subject is the one change there is.
    if tg_op = 'UPDATE' and new.before is null and new.after is null and new.ip_address is null and new.user_agent is null
        and (new.id, new.at, new.actor_kind, new.actor_id, new.action, new.subject_kind, new.subject_id, new.trace_id)
            is not distinct from
            (old.id, old.at, old.actor_kind, old.actor_id, old.action, old.subject_kind, old.subject_id, old.trace_id) then
        return new;
    end if;
    raise exception 'the audit of administration is only ever added to' using errcode = 'integrity_constraint_violation';
end
$$;

create trigger admin_audit_append_only
    before update or delete on statuslevels.admin_audit
    for each row
    execute function statuslevels.keep_audit();

create trigger admin_audit_never_emptied
    before truncate on statuslevels.admin_audit
    for each statement
    execute function statuslevels.keep_audit();

-- Hashes are compared here, one at a time, so that the role that serves requests need not be able to read them.
create function statuslevels.find_api_key(hash bytea, at_instant timestamptz)
    returns table (id uuid, name text, scopes text[], last_used_at timestamptz, expires_at timestamptz)
    language sql
    stable
    security definer
    set search_path = statuslevels, pg_temp
as $$
    select k.id, k.name, k.scopes, k.last_used_at, k.expires_at
    from api_keys as k
    where k.key_hash = hash and k.revoked_at is null and (k.expires_at is null or k.expires_at > at_instant)
$$;

create function statuslevels.password_hash_of(address_key text)
    returns text
    language sql
    stable
    security definer
    set search_path = statuslevels, pg_temp
as $$
    select u.password_hash from users as u where u.email_key = address_key and u.disabled_at is null
$$;

-- True when the hash was still the old one.
create function statuslevels.replace_password_hash(account uuid, old_hash text, new_hash text)
    returns boolean
    language sql
    security definer
    set search_path = statuslevels, pg_temp
as $$
    with replaced as (
        update users as u set password_hash = new_hash where u.id = account and u.password_hash = old_hash returning 1)
    select exists (select from replaced)
$$;
