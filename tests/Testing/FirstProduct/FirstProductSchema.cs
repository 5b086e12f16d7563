using Npgsql;

namespace StatusLevels.Testing.FirstProduct;

/// <summary>The tables and functions of the product that this one replaces, made from what is known of them, in <c>public</c>.</summary>
public static class FirstProductSchema
{
    private const string Directory = """
        create table public.organizations (
            id uuid primary key default gen_random_uuid(), slug text not null, name text not null, created_at timestamptz not null default now());
        create table public.organization_members (
            organization_id uuid not null, user_id uuid not null, role text not null, created_at timestamptz not null default now(),
            primary key (organization_id, user_id));
        create table public.organization_subscriptions (
            id uuid primary key default gen_random_uuid(), organization_id uuid not null, plan text, status text not null default 'active',
            grace_period_days integer not null default 14, grace_period_ends_at timestamptz, next_billing_date timestamptz);
        """;

    private const string Levels = """
        create table public.organization_status_levels (
            id uuid primary key default gen_random_uuid(), organization_id uuid not null, granted_by uuid, subscription_id uuid,
            level text not null check (level in ('A', 'B', 'C')), is_active boolean not null default true,
            can_use_badge boolean not null default true, granted_at timestamptz not null default now(), valid_until timestamptz,
            last_verified_at timestamptz, notes text, metadata jsonb not null default '{}', created_at timestamptz not null default now(),
            updated_at timestamptz not null default now(), check (level <> 'B' or last_verified_at is not null));
        create unique index idx_active_level on public.organization_status_levels (organization_id, level) where is_active;
        """;

    private const string History = """
        create table public.organization_status_history (
            id uuid primary key default gen_random_uuid(), organization_id uuid not null, performed_by uuid, level text not null,
            action text not null, reason text, metadata jsonb not null default '{}', ip_address inet, user_agent text,
            created_at timestamptz not null default now());
        """;

    private const string Requests = """
        create table public.status_upgrade_requests (
            id uuid primary key default gen_random_uuid(), organization_id uuid not null, requested_by uuid, reviewed_by uuid,
            target_level text not null, status text not null default 'pending', message text, evidence_urls text[], review_notes text,
            rejection_reason text, requested_at timestamptz not null default now(), reviewed_at timestamptz,
            metadata jsonb not null default '{}');
        """;

    private const string QrCodes = """
        create table public.qr_codes (
            id uuid primary key default gen_random_uuid(), organization_id uuid not null, code text not null unique, label text,
            target_type text not null default 'organization', target_slug text, is_active boolean not null default true,
            created_at timestamptz not null default now());
        create table public.qr_events (
            id bigint generated always as identity primary key, qr_code_id uuid not null, occurred_at timestamptz not null default now(),
            ip_hash text, user_agent text, referer text, country text, utm_source text, utm_medium text, utm_campaign text);
        create table public.qr_scan_events (
            organization_id uuid not null, qr_type text not null, created_at timestamptz not null default now());
        """;

    // What they do is of no interest here: their names, parameters and answers are.
    private const string Functions = """
        create function public.get_current_status_level(org_id uuid) returns text language sql stable as
            $$ select coalesce(max(level), '0') from public.organization_status_levels where organization_id = org_id and is_active $$;
        create function public.check_level_c_criteria(org_id uuid) returns jsonb language sql stable as $$ select '{}'::jsonb $$;
        create function public.grant_status_level(org_id uuid, new_level text, granted_by_user uuid) returns uuid language sql security definer as
            $$ insert into public.organization_status_levels (organization_id, level, granted_by, last_verified_at)
               values (org_id, new_level, granted_by_user, now()) returning id $$;
        create function public.revoke_status_level(org_id uuid, old_level text) returns void language sql security definer as
            $$ update public.organization_status_levels set is_active = false where organization_id = org_id and level = old_level $$;
        create function public.update_status_validity(org_id uuid, of_level text, new_end timestamptz) returns void language sql as
            $$ update public.organization_status_levels set valid_until = new_end where organization_id = org_id and level = of_level $$;
        create function public.update_b_verification(org_id uuid) returns void language sql as
            $$ update public.organization_status_levels set last_verified_at = now() where organization_id = org_id and level = 'B' $$;
        """;

    /// <summary>All of it.</summary>
    public static string Whole => Directory + Levels + History + Requests + QrCodes + Functions;

    /// <summary>A database in which somebody began: levels without their history, and a name that is taken by something else.</summary>
    public static string Half => Levels + "create view public.organization_status_history as select 1 as id;";

    /// <summary>Tables of these names that hold something else.</summary>
    public static string OtherColumns => """
        create table public.organization_status_levels (id bigint primary key, tier text);
        create table public.status_upgrade_requests (organization_id text, target_level integer, requested_at text);
        create function public.get_current_status_level(uuid) returns integer language sql as $$ select 7 $$;
        """;

    /// <summary>Puts it, or other statements, into a database.</summary>
    public static async Task ExecuteAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 120 };
        await command.ExecuteNonQueryAsync();
    }
}
