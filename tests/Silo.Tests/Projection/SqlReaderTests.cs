using Npgsql;

namespace StatusLevels.Silo.Tests.Projection;

/// <summary>What readers see who come straight to the database, each under a role and with the claims of a token.</summary>
public sealed class SqlReaderTests(ReadersDatabase readers) : IClassFixture<ReadersDatabase>
{
    [Theory]
    [InlineData("anon", null, "A", 0, 0)]
    [InlineData("authenticated", null, "A", 0, 0)]
    [InlineData("authenticated", "stranger", "A", 0, 0)]
    [InlineData("authenticated", "viewer", "ABC", 1, 0)]
    [InlineData("authenticated", "editor", "ABC", 1, 0)]
    [InlineData("authenticated", "admin", "ABC", 1, 1)]
    [InlineData("authenticated", "owner", "ABC", 1, 1)]
    [InlineData("authenticated", "00000000-0000-0000-0000-00000000000d", "A", 0, 0)]
    [InlineData("authenticated", "the platform admin", "ABC", 1, 1)]
    [InlineData("authenticated", "the platform admin in capitals", "A", 0, 0)]
    [InlineData("service_role", null, "ABC", 1, 1)]
    public async Task Each_reader_sees_what_is_his(string role, string? subject, string levels, long requests, long entries)
    {
        // An account's id has one spelling, as in the API: another one is somebody else.
        var spelled = subject switch
        {
            "the platform admin" => readers.PlatformAdmin.ToString(),
            "the platform admin in capitals" => readers.PlatformAdmin.ToString().ToUpperInvariant(),
            _ => subject,
        };
        var claims = spelled is null ? null : $$"""{"sub":"{{spelled}}"}""";

        Assert.Equal(levels, await readers.ReadAsync(role, claims, "select string_agg(level, '' order by level) from organization_status_levels"));
        if (role is "anon")
        {
            await RefusedAsync(role, claims, "select * from status_upgrade_requests");
            await RefusedAsync(role, claims, "select * from organization_status_history");
            return;
        }

        Assert.Equal(requests, await readers.ReadAsync(role, claims, "select count(*) from status_upgrade_requests"));
        Assert.Equal(entries, await readers.ReadAsync(role, claims, "select count(*) from organization_status_history"));
    }

    [Fact]
    public async Task Whoever_claims_a_subject_under_the_public_role_stays_the_public() =>
        Assert.Equal("A", await readers.ReadAsync("anon", """{"sub":"owner"}""", "select string_agg(level, '') from organization_status_levels"));

    [Fact]
    public async Task Claims_that_are_no_JSON_stop_the_query()
    {
        var refusal = await Assert.ThrowsAsync<PostgresException>(
            () => readers.ReadAsync("authenticated", "sub=owner", "select count(*) from status_upgrade_requests"));

        Assert.Equal(PostgresErrorCodes.InvalidTextRepresentation, refusal.SqlState);
    }

    [Theory]
    [InlineData("anon", null, "active without an end")]
    [InlineData("authenticated", """{"sub":"stranger"}""", "active without an end")]
    [InlineData("authenticated", """{"sub":"viewer"}""", "grace with an end")]
    [InlineData("service_role", null, "grace with an end")]
    public async Task The_public_never_sees_a_grace(string role, string? claims, string seen)
    {
        const string Unpaid = """
            update statuslevels.organization_status_levels set state = 'grace', grace_ends_at = now() + interval '1 day' where level = 'A'
            """;
        const string Seen = """
            select state || case when grace_ends_at is null then ' without' else ' with' end || ' an end'
            from organization_status_levels where level = 'A'
            """;

        Assert.Equal(seen, await readers.ReadAsync(role, claims, Seen, Unpaid));
    }

    [Fact]
    public async Task The_current_level_is_asked_for_by_its_former_name() =>
        Assert.Equal("A", await readers.ReadAsync("anon", null, $"select public.get_current_status_level('{readers.Organization}')"));

    [Theory]
    [InlineData("anon")]
    [InlineData("authenticated")]
    [InlineData("service_role")]
    public async Task Nobody_writes_and_nobody_gets_around_the_views(string role)
    {
        foreach (var statement in (string[])[
            "insert into organization_status_levels (organization_id, level) values (gen_random_uuid(), 'B')",
            "update organization_status_levels set valid_until = null",
            "delete from organization_status_levels",
            "delete from organization_status_history",
            "update status_upgrade_requests set status = 'approved'",
            "select * from statuslevels.organization_status_levels",
            "select * from statuslevels.users",
            "select personal from statuslevels.organization_status_history",
            "select * from statuslevels.outbox",
            "select statuslevels.verify_status_history(gen_random_uuid())",
            "select statuslevels.password_recipe_of('a@example.org')",
            "select statuslevels.password_opens(gen_random_uuid(), 'x')",
            "select statuslevels.erase_audit_of(gen_random_uuid())",
            "create table public.mine (id int)",
        ])
        {
            await RefusedAsync(role, """{"sub":"owner"}""", statement);
        }
    }

    [Fact]
    public async Task No_words_of_people_are_in_the_views()
    {
        foreach (var view in (string[])["organization_status_levels", "status_upgrade_requests", "organization_status_history"])
        {
            var all = await readers.ReadAsync("service_role", null, $"select jsonb_agg(v)::text from {view} as v");
            Assert.DoesNotContain("secret words", Assert.IsType<string>(all), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("authenticated", """{"sub":"viewer"}""")]
    [InlineData("service_role", null)]
    public async Task The_notes_of_a_review_are_what_was_written_to_the_organization(string role, string? claims) =>
        Assert.Equal("open words", await readers.ReadAsync(role, claims, "select review_notes from status_upgrade_requests"));

    [Fact]
    public async Task A_role_that_has_every_privilege_on_the_tables_still_sees_no_row_without_a_policy()
    {
        const string Everything = "grant usage on schema statuslevels to anon; grant select on all tables in schema statuslevels to anon";

        foreach (
            var table in (string[])["organization_status", "organization_subscriptions", "organization_status_history", "expiry_notices",
                "outbox"])
        {
            Assert.Equal(0L, await readers.ReadAsync("anon", null, $"select count(*) from statuslevels.{table}", Everything));
        }
    }

    private async Task RefusedAsync(string role, string? claims, string statement)
    {
        var refusal = await Assert.ThrowsAsync<PostgresException>(() => readers.ReadAsync(role, claims, statement));
        Assert.True(refusal.SqlState is PostgresErrorCodes.InsufficientPrivilege, $"{statement}: {refusal.MessageText}");
    }
}
