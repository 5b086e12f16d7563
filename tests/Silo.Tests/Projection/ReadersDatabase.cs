using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using StatusLevels.Silo.Database;
using StatusLevels.Testing;

namespace StatusLevels.Silo.Tests.Projection;

/// <summary>A database with everything that direct readers may and may not see, made like a Supabase project's.</summary>
public sealed class ReadersDatabase : IAsyncLifetime
{
    private TestDatabase database = null!;

    public Guid Organization { get; private set; }

    public Guid PlatformAdmin { get; } = new("c0ffee00-5e1f-4c58-9a41-5d2c8e90a001");

    public async ValueTask InitializeAsync()
    {
        // Before the first migration, as a Supabase project comes.
        database = await TestPostgres.CreateDatabaseAsync(migrated: false);
        await ExecuteAsync("""
            do $$
            declare
                role text;
            begin
                foreach role in array array ['anon', 'authenticated', 'service_role']
                loop
                    begin
                        execute format('create role %I nologin', role);
                    exception when duplicate_object or unique_violation then
                        raise notice '% is there', role;
                    end;
                end loop;
            end
            $$;
            alter default privileges in schema public grant all on tables to anon, authenticated, service_role;
            alter default privileges in schema public grant all on functions to anon, authenticated, service_role;
            grant usage on schema public to anon, authenticated, service_role;
            """);
        await Migrator.MigrateAsync(database.ConnectionString, NullLogger.Instance);

        var organization = new StoredOrganization(database.DataSource);
        var document = organization.Next(
            new TestEntry(Personal: new Dictionary<string, string>(StringComparer.Ordinal) { ["notes"] = "secret words" }));
        document["projection"]!["levels"] = new JsonArray(
            Level("A", "active", null), Level("B", "suspended", "2099-01-01T00:00:00Z"), Level("C", "active", "2026-01-01T00:00:00Z"));
        document["projection"]!["requests"] = new JsonArray(new JsonObject
        {
            ["id"] = Guid.NewGuid().ToString(),
            ["target_level"] = "B",
            ["status"] = "pending",
            ["requested_at"] = StoredOrganization.Now,
            ["message"] = "please",
            ["review_notes"] = "secret words",
            ["comment"] = "open words",
            ["evidence_urls"] = new JsonArray(),
        });
        await organization.WriteAsync(document);

        Organization = organization.Id;
        await ExecuteAsync($"""
            insert into users (id, email, email_key, display_name, platform_role, created_at, disabled_at) values
                ('{PlatformAdmin}', 'a@example.org', 'a@example.org', 'A', 'platform_admin', now(), null),
                ('00000000-0000-0000-0000-00000000000d', 'd@example.org', 'd@example.org', 'D', null, now(), now());
            insert into organization_members (organization_id, user_id, role, added_at) values
                ('{Organization}', 'viewer', 'viewer', now()), ('{Organization}', 'editor', 'editor', now()),
                ('{Organization}', 'admin', 'admin', now()), ('{Organization}', 'owner', 'owner', now()),
                ('{Organization}', '00000000-0000-0000-0000-00000000000d', 'owner', now()),
                (gen_random_uuid(), 'stranger', 'owner', now());
            """);
    }

    public ValueTask DisposeAsync() => database.DisposeAsync();

    /// <summary>The first value that a role with these claims reads; whatever happened before it is rolled back.</summary>
    public async Task<object?> ReadAsync(string role, string? claims, string query, string? before = null)
    {
        var settings = new NpgsqlConnectionStringBuilder(database.ConnectionString) { Pooling = false, SearchPath = "public" };
        await using var connection = new NpgsqlConnection(settings.ConnectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(TestContext.Current.CancellationToken);
        if (before is not null)
        {
            await using var first = new NpgsqlCommand(before, connection);
            await first.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        await using var become = new NpgsqlCommand("select set_config('request.jwt.claims', $1, true), set_config('role', $2, true)", connection)
        {
            Parameters = { new() { Value = claims ?? string.Empty }, new() { Value = role } },
        };
        await become.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand(query, connection);
        return await command.ExecuteScalarAsync(TestContext.Current.CancellationToken);
    }

    private static JsonObject Level(string level, string state, string? until) => new()
    {
        ["id"] = Guid.NewGuid().ToString(),
        ["level"] = level,
        ["state"] = state,
        ["granted_at"] = StoredOrganization.Now,
        ["granted_by_kind"] = "user",
        ["valid_from"] = StoredOrganization.Now,
        ["counts_until"] = until,
        ["notes"] = "secret words",
        ["subscription_id"] = "sub_1",
    };

    private async Task ExecuteAsync(string sql)
    {
        await using var command = database.DataSource.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }
}
