-- The answers to calls that came with an Idempotency-Key, each saved in the transaction of its change and kept for 24 hours. The id is a
-- hash of who called, the method, the path and the key; the fingerprint tells another query or body under the same key.
create table idempotency_keys
(
    id              bytea       not null constraint idempotency_keys_key primary key check (octet_length(id) = 32),
    -- Whose answer it is, so that it is forgotten with the organization.
    organization_id uuid        null,
    fingerprint     bytea       not null check (octet_length(fingerprint) = 32),
    -- Null: the answer held a secret, or is about to be known.
    answer          jsonb       null,
    answered_at     timestamptz not null,
    expires_at      timestamptz not null
) with (autovacuum_vacuum_scale_factor = 0.02);

create index ix_idempotency_keys_expiring on idempotency_keys (expires_at);
create index ix_idempotency_keys_organization on idempotency_keys (organization_id) where organization_id is not null;
