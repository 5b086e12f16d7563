-- A role that sees all of the platform and changes nothing.
alter table users
    drop constraint users_platform_role,
    add constraint users_platform_role check (platform_role in ('platform_admin', 'platform_viewer'));

-- A slug belongs to its organization for ever: links with one that was given up lead on to the new one, and nobody else gets it.
create table former_slugs (
    slug_hash       bytea primary key check (octet_length(slug_hash) = 32),
    -- null: the organization was forgotten. Of its slugs only this SHA-256 stays, and they are never given again.
    organization_id uuid
);

comment on table former_slugs is 'Slugs that organizations had, as SHA-256.';

create index former_slugs_organization_idx on former_slugs (organization_id) where organization_id is not null;
