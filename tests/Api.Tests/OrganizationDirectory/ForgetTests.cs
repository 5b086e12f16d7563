using System.Text.Json;
using Npgsql;
using StatusLevels.Api.Tests.Audit;
using StatusLevels.Testing;

namespace StatusLevels.Api.Tests.OrganizationDirectory;

/// <summary>Forgetting an organization: what is gone, what stays, and that every beginning comes to its end.</summary>
public sealed class ForgetTests(SharedApi shared)
{
    private static readonly string[] MayNameIt =
        ["organization_status", "orleansstorage", "admin_audit", "outbox"];

    [Fact]
    public async Task The_deleted_data_is_gone_from_every_table()
    {
        var organization = await FilledAsync(shared.Admin, shared.Api.Database);
        Assert.NotEmpty(await EveryTable.RowsWithAsync(shared.Api.Database.DataSource, organization.Words));

        var answer = await (await shared.Admin.DeleteAsync(organization.Address)).ShouldBeOkAsync();

        Assert.Equal(["organization_id", "forgotten_at"], answer.Names());
        await ShouldBeForgottenAsync(organization, shared.Admin, shared.Api.Database);
    }

    [Fact]
    public async Task Forgetting_again_changes_nothing_and_leaves_no_second_line_in_the_audit()
    {
        var organization = await FilledAsync(shared.Admin, shared.Api.Database);
        var first = await (await shared.Admin.DeleteAsync(organization.Address)).ShouldBeOkAsync();

        var second = await (await shared.Admin.DeleteAsync(organization.Address)).ShouldBeOkAsync();

        Assert.Equal(first.GetRawText(), second.GetRawText());
        await ShouldBeForgottenAsync(organization, shared.Admin, shared.Api.Database);
    }

    [Fact]
    public async Task Late_payment_events_answer_ignored_forgotten_and_a_persons_grant_starts_anew()
    {
        var organization = await FilledAsync(shared.Admin, shared.Api.Database);
        await (await shared.Admin.DeleteAsync(organization.Address)).ShouldBeOkAsync();

        var late = await (
            await shared.Admin.SendAsync(
                HttpMethod.Post, "/api/webhooks/subscription-status-changed", organization.Event("active"))).ShouldBeOkAsync();
        Assert.Equal(
            "ignored_forgotten", late.GetProperty("data").GetProperty("status_levels").GetProperty("level_a_action").Text("action"));
        await ShouldBeForgottenAsync(organization, shared.Admin, shared.Api.Database);

        await (await shared.Admin.GrantAsync(organization.Id, "A")).ShouldBeOkAsync();
        var history = (await shared.Admin.ReadAsync($"/api/organizations/{organization.Id}/status-history")).GetProperty("history");
        Assert.Equal((1, "granted"), (history[0].GetProperty("sequence").GetInt32(), history[0].Text("action")));
        Assert.Equal(1, history.GetArrayLength());
        Assert.Equal(2, await ScalarAsync(shared.Api.Database, "select epoch from organization_status where organization_id = $1", organization.Id));
        Assert.Empty(await EveryTable.RowsWithAsync(shared.Api.Database.DataSource, organization.Words));
    }

    [Fact]
    public async Task An_organization_that_is_forgotten_is_in_no_list_until_the_directory_has_it_again()
    {
        var organization = await FilledAsync(shared.Admin, shared.Api.Database);
        var search = $"/api/admin/organizations?q={organization.Subscription[4..]}";
        Assert.Equal(1, (await shared.Admin.ReadAsync(search)).GetProperty("total").GetInt64());
        await (await shared.Admin.DeleteAsync(organization.Address)).ShouldBeOkAsync();
        Assert.Equal(0, (await shared.Admin.ReadAsync(search)).GetProperty("total").GetInt64());

        await (await shared.Admin.SendAsync(HttpMethod.Put, organization.Address, organization.Entry()))
            .ShouldBeProblemAsync(409, "slug_taken");
        var entry = organization.Entry();
        entry["slug"] = $"again-{organization.Id}";
        await (await shared.Admin.SendAsync(HttpMethod.Put, organization.Address, entry)).ShouldBeOkAsync();
        var item = Assert.Single((await shared.Admin.ReadAsync(search)).GetProperty("items").EnumerateArray());
        Assert.Equal((organization.Id.ToString(), "0"), (item.Text("id"), item.Text("current_level")));

        await (await shared.Admin.DeleteAsync(organization.Address)).ShouldBeOkAsync();
        Assert.Empty(await EveryTable.RowsWithAsync(shared.Api.Database.DataSource, organization.Words));
    }

    [Theory]
    [InlineData("delete from statuslevels.organization_members", CutMoment.BeforeRequest)]
    [InlineData("organization.forgotten", CutMoment.AfterCommit)]
    [InlineData("COMMIT", CutMoment.AfterCommit)]
    public async Task When_the_database_is_cut_off_in_between_the_next_call_finishes_it(string statement, CutMoment moment)
    {
        await using var server = await TestPostgres.CreateDatabaseAsync();
        await using var proxy = PostgresProxy.Start(server.RuntimeConnectionString);
        await using var api = await TestApi.StartAsync(new()
        {
            ["ConnectionStrings:StatusLevels"] = $"{proxy.ConnectionString};{TestApi.SmallPool}",
            ["MIGRATIONS_DATABASE_URL"] = server.ConnectionString,
        });
        var admin = await api.SignedInAsync();
        var organization = await FilledAsync(admin, server);
        var cut = proxy.CutOnce(statement, moment);

        using var failed = await admin.DeleteAsync(organization.Address);
        await cut.WaitAsync(ProductProcess.Patience, TestContext.Current.CancellationToken);
        Assert.Equal(503, (int)failed.StatusCode);
        await (await admin.DeleteAsync(organization.Address)).ShouldBeOkAsync();

        await ShouldBeForgottenAsync(organization, admin, server);
    }

    [Fact]
    public async Task When_the_process_is_killed_in_between_the_next_call_finishes_it()
    {
        await using var server = await TestPostgres.CreateDatabaseAsync();
        using var folder = new TestFolder();
        (string, string)[] environment =
        [
            ("PORT", "0"), ("DATA_DIR", "data"), ("ADMIN_EMAIL", TestApi.AdminEmail), ("ADMIN_PASSWORD", TestApi.AdminPassword),
            ("DATABASE_URL", $"{server.RuntimeConnectionString};{TestApi.SmallPool}"), ("CLUSTER", "local"),
        ];
        FullOrganization organization;
        string reminder;
        using (var first = ProductProcess.Start(folder.Path, [], environment))
        {
            using var admin = await SignedInAsync(first);
            organization = await FilledAsync(admin, server);
            reminder = (string)(await ScalarAsync(server, "select row_to_json(r)::text from orleansreminderstable as r where strpos(grainid, replace($1::text, '-', '')) > 0", organization.Id))!;

            // The entry of the directory is held: the state is forgotten, and the rest waits.
            await using var holder = await server.DataSource.OpenConnectionAsync(TestContext.Current.CancellationToken);
            await using var held = await holder.BeginTransactionAsync(TestContext.Current.CancellationToken);
            await using var hold =
                new NpgsqlCommand(
                    "select 1 from organizations where organization_id = $1 for update", holder,
                    held)
                { Parameters = { new() { Value = organization.Id } } };
            await hold.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
            var forgetting = admin.DeleteAsync(organization.Address, TestContext.Current.CancellationToken);
            await Eventually.HoldsAsync(
                async () =>
                    await ScalarAsync(
                        server, "select count(*) from organization_status where organization_id = $1 and forgotten_at is not null",
                        organization.Id) is 1L,
                ProductProcess.Patience);
            await first.KillAsync();
            await Assert.ThrowsAnyAsync<HttpRequestException>(() => forgetting);
        }

        Assert.NotEmpty(await EveryTable.RowsWithAsync(server.DataSource, organization.Words));
        // As if it had ended between the write and the removal of the reminder, if it has not.
        await using (var back = server.DataSource.CreateCommand("insert into orleansreminderstable select * from json_populate_record(null::orleansreminderstable, $1::json) on conflict do nothing"))
        {
            back.Parameters.Add(new() { Value = reminder });
            await back.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        using var second = ProductProcess.Start(folder.Path, [], environment);
        using var again = await SignedInAsync(second);
        await (await again.DeleteAsync(organization.Address)).ShouldBeOkAsync();

        await ShouldBeForgottenAsync(organization, again, server);
    }

    private static async Task<FullOrganization> FilledAsync(HttpClient admin, TestDatabase database)
    {
        var organization = new FullOrganization(admin, database.DataSource);
        await organization.FillAsync();
        return organization;
    }

    private static async Task ShouldBeForgottenAsync(FullOrganization organization, HttpClient admin, TestDatabase database)
    {
        var left = await EveryTable.RowsWithAsync(database.DataSource, organization.Words);
        Assert.True(left.Length == 0, string.Join('\n', left));

        // Its own id is in the tombstone, in the audit, in what was delivered and in the news of its end: where the call came from is not.
        var naming = await EveryTable.RowsWithAsync(database.DataSource, [organization.Id.ToString(), organization.Id.ToString("n")]);
        Assert.All(naming, row => Assert.Contains(row.Split(':')[0], MayNameIt));
        Assert.All(
            naming,
            row => Assert.False(row.Contains("127.0.0.1", StringComparison.Ordinal) || row.Contains("::1", StringComparison.Ordinal), row));
        // What was delivered says nothing any more, and the last news is that it was forgotten.
        Assert.Equal(true, await ScalarAsync(
            database,
            """
            select count(*) filter (where o.epoch = 1) >= 2 and count(*) filter (where o.epoch = 2) = 1 and bool_and(
                case o.epoch
                    when 1 then o.data - 'organization_id' - 'level' = '{}' and o.version is null and o.status is null
                    else (o.number, o.type, o.version) = (1, 'status.organization.forgotten', s.version)
                        and o.data = jsonb_build_object('organization_id', $1, 'epoch', 2, 'forgotten_at', o.data -> 'forgotten_at')
                        and (o.data ->> 'forgotten_at')::timestamptz = s.forgotten_at
                        and o.status = jsonb_build_object('current_level', '0', 'version', s.version, 'levels', '[]'::jsonb)
                end)
            from outbox as o join organization_status as s using (organization_id)
            where organization_id = $1
            """,
            organization.Id));

        var lines = await admin.AuditOfAsync("organization", organization.Id.ToString());
        Assert.Equal("organization.forgotten", lines[0].Text("action"));
        Assert.Single(lines, line => line.Text("action") == "organization.forgotten");
        Assert.All(
            lines.Skip(1),
            line =>
                Assert.Equal(
                    (JsonValueKind.Null, JsonValueKind.Null), (line.GetProperty("before").ValueKind, line.GetProperty("after").ValueKind)));
        Assert.All(lines, line => Assert.Equal((null, null), (line.TextOrNull("ip_address"), line.TextOrNull("user_agent"))));

        Assert.Equal(0L, await ScalarAsync(database, "select count(*) from orleansreminderstable where strpos(grainid, replace($1::text, '-', '')) > 0", organization.Id));
        var status = await admin.StatusAsync(organization.Id);
        Assert.Equal(("0", 0), (status.Text("current_level"), status.GetProperty("active_levels").GetArrayLength()));
    }

    private static async Task<HttpClient> SignedInAsync(ProductProcess process)
    {
        var client = await process.ReadyAsync();
        await (await client.PostAsync("/api/session", Json.Content($$"""{"email":"{{TestApi.AdminEmail}}","password":"{{TestApi.AdminPassword}}"}"""))).ShouldBeOkAsync();
        return client;
    }

    private static async Task<object?> ScalarAsync(TestDatabase database, string sql, Guid organization)
    {
        await using var command = database.DataSource.CreateCommand(sql);
        command.Parameters.Add(new() { Value = organization });
        return await command.ExecuteScalarAsync();
    }
}
