-- Who is written to, who wants it, and what the links in mails are good for.

-- The language that an account is written to in; null: that of the organization.
alter table users add column locale text constraint users_locale check (locale in ('en', 'ru'));

-- What is known of each address in organizations.contact_emails, as it is spelled there. One without a row was set by a release before,
-- and counts as confirmed.
create table organization_contacts (
    organization_id uuid not null references organizations (organization_id) on delete cascade,
    email           text not null check (char_length(email) between 3 and 254),
    -- The address as it is compared.
    address_key     text not null,
    added_at        timestamptz not null,
    -- null: was asked to confirm, and gets nothing else until then.
    confirmed_at    timestamptz,
    -- Unsubscribed; kept, so that nobody adds it again by mistake.
    muted_at        timestamptz,
    primary key (organization_id, email)
);

create index ix_organization_contacts_address on organization_contacts (address_key);

insert into organization_contacts (organization_id, email, address_key, added_at, confirmed_at)
select o.organization_id, e.email, lower(e.email), o.updated_at, o.updated_at
from organizations as o cross join unnest(o.contact_emails) as e (email)
on conflict do nothing;

-- Addresses that a mail server refused for good: not written to until they are confirmed or replaced.
create table failing_addresses (
    address_key   text primary key,
    failing_since timestamptz not null,
    reason        text check (char_length(reason) <= 500)
);

-- Verified addresses of people who sign in with an issuer of tokens and have no account here.
create table known_addresses (
    user_id     text primary key check (char_length(user_id) between 1 and 255),
    email       text not null check (char_length(email) between 3 and 254),
    address_key text not null,
    verified_at timestamptz not null,
    name        text check (char_length(name) <= 200),
    locale      text check (locale in ('en', 'ru'))
);

-- What members chose for themselves; without a row the role decides.
create table mail_preferences (
    organization_id uuid not null,
    user_id         text not null check (char_length(user_id) between 1 and 255),
    expiry          boolean not null,
    changes         boolean not null,
    payments        boolean not null,
    requests        boolean not null,
    primary key (organization_id, user_id)
);

create index ix_mail_preferences_user on mail_preferences (user_id);

-- The links in mails, by the SHA-256 of their token. The token itself is in the mail alone.
create table mail_links (
    token_hash      bytea primary key check (octet_length(token_hash) = 32),
    purpose         text not null check (purpose in ('unsubscribe', 'confirmation', 'reset', 'invitation')),
    organization_id uuid,
    email           text,
    user_id         uuid references users (id) on delete cascade,
    created_at      timestamptz not null,
    -- null: lives as long as the contact.
    expires_at      timestamptz,
    foreign key (organization_id, email) references organization_contacts (organization_id, email) on update cascade on delete cascade,
    check ((purpose in ('reset', 'invitation')) = (user_id is not null)),
    check ((purpose in ('unsubscribe', 'confirmation')) = (email is not null))
);

create index ix_mail_links_contact on mail_links (organization_id, email);
create index ix_mail_links_user on mail_links (user_id);
create index ix_mail_links_expires on mail_links (expires_at);

-- Notices that nobody could be written to about.
create table untold_notices (
    organization_id uuid not null,
    epoch           integer not null,
    number          bigint not null,
    fanned_out_at   timestamptz not null,
    primary key (organization_id, epoch, number)
);

-- One digest for each admin and quarter of an hour.
create unique index deliveries_digest on deliveries (recipient, (details ->> 'window')) where letter = 'digest';
create index ix_deliveries_user on deliveries (user_id, created_at) where user_id is not null;

alter table api_keys drop constraint api_keys_scopes_check;
alter table api_keys add constraint api_keys_scopes_check check (cardinality(scopes) > 0
    and scopes <@ array ['subscriptions:write', 'reputation:write', 'status:write', 'organizations:write', 'events:read', 'mail:write']);

alter table organization_contacts enable row level security;
alter table failing_addresses enable row level security;
alter table known_addresses enable row level security;
alter table mail_preferences enable row level security;
alter table mail_links enable row level security;
alter table untold_notices enable row level security;
