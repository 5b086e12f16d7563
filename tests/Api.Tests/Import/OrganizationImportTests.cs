using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using StatusLevels.Testing;

namespace StatusLevels.Api.Tests.Import;

/// <summary>Organizations with members and sites in bulk.</summary>
public sealed class OrganizationImportTests(SharedApi shared)
{
    private const string Address = "/api/admin/import/organizations";

    private readonly Guid organization = Guid.NewGuid();

    private string Slug => $"o-{organization:n}";

    private string Line(string name = "Northern Lights", string? more = null) =>
        $$"""{"id":"{{organization}}","name":"{{name}}","slug":"{{Slug}}"{{(more is null ? "" : $",{more}")}}}""";

    private async Task<Imported> ImportAsync(string address, params string[] lines)
    {
        using var answer = await shared.Admin.PostAsync(address, ImportRig.Content(Encoding.UTF8.GetBytes(string.Join('\n', lines))));
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, text);
        return Imported.Parse(text.Split('\n'));
    }

    private async Task<JsonElement> EntryAsync()
    {
        using var answer = await shared.Admin.GetAsync($"/api/admin/organizations/{organization}");
        return await answer.ShouldBeOkAsync();
    }

    [Fact]
    public async Task A_line_enters_an_organization_and_the_same_line_again_changes_nothing()
    {
        var line = Line(more: """
            "contacts":["office@example.org"],"locale":"ru","domains":["Shop.Example.org"],"members":[{"user_id":"u1","role":"owner"},{"user_id":"u2","role":"viewer"}]
            """);

        var first = await ImportAsync(Address, line);
        var again = await ImportAsync(Address, line, line);

        Assert.Equal(["created"], first.Words);
        Assert.Equal((1, organization.ToString()), (first.Count("created"), first.Outcomes[0].Text("organization_id")));
        Assert.Equal(["unchanged", "unchanged"], again.Words);
        var entry = await EntryAsync();
        Assert.Equal(("Northern Lights", Slug, "ru"), (entry.Text("name"), entry.Text("slug"), entry.Text("locale")));
        Assert.True(Assert.Single(entry.GetProperty("contacts").EnumerateArray()).GetProperty("confirmed").GetBoolean());
        Assert.Equal(
            [("u1", "owner"), ("u2", "viewer")],
            entry.GetProperty("members").EnumerateArray().Select(member => (member.Text("user_id"), member.Text("role"))));
        using var domains = await shared.Admin.GetAsync($"/api/organizations/{organization}/domains");
        Assert.Equal(
            "shop.example.org", Assert.Single((await domains.ShouldBeOkAsync()).GetProperty("items").EnumerateArray()).Text("domain"));
        Assert.Equal(4L, await AuditLinesAsync());
    }

    [Fact]
    public async Task An_address_of_a_member_stands_for_its_account_and_a_line_with_an_address_of_nobody_is_refused()
    {
        var email = $"{organization:n}@example.org";
        var line = Line(more: $$""" "members":[{"user_id":"u1","role":"viewer"},{"user_id":"{{email.ToUpperInvariant()}}","role":"owner"}] """);

        var refused = await ImportAsync(Address, line);
        Assert.Equal(["failed"], refused.Words);
        Assert.Equal("validation_failed", refused.Outcomes[0].Text("code"));
        Assert.Contains("members[1].user_id: no account has this address", refused.Outcomes[0].Text("detail"), StringComparison.Ordinal);
        Assert.Equal(0L, await AuditLinesAsync());

        using var made = await shared.Admin.PostAsync(
            "/api/admin/users", JsonContent.Create(new { email, display_name = "Olga", password = "correct horse battery 9" }));
        Assert.True(made.IsSuccessStatusCode, await made.Content.ReadAsStringAsync());
        var user = JsonSerializer.Deserialize<JsonElement>(await made.Content.ReadAsStringAsync()).Text("id");
        Assert.Equal(["created", "unchanged"], (await ImportAsync(Address, line, line)).Words);
        Assert.Equal(
            new[] { (user, "owner"), ("u1", "viewer") }.Order(),
            (await EntryAsync()).GetProperty("members").EnumerateArray()
                .Select(member => (member.Text("user_id"), member.Text("role"))).Order());
    }

    [Fact]
    public async Task A_line_that_says_less_takes_nothing_away_and_one_that_says_otherwise_changes_it()
    {
        await ImportAsync(Address, Line(more: """
            "contacts":["office@example.org"],"locale":"ru","members":[{"user_id":"u1","role":"owner"}]
            """));

        Assert.Equal(["unchanged"], (await ImportAsync(Address, Line())).Words);
        Assert.Equal(
            ["updated", "updated"],
            (
                await ImportAsync(
                    Address, Line("Southern Lights"),
                    Line("Southern Lights", """ "members":[{"user_id":"u1","role":"editor"}] """))).Words);

        var entry = await EntryAsync();
        Assert.Equal(("Southern Lights", "ru"), (entry.Text("name"), entry.Text("locale")));
        Assert.Equal("office@example.org", entry.GetProperty("contact_emails")[0].GetString());
        Assert.Equal("editor", Assert.Single(entry.GetProperty("members").EnumerateArray()).Text("role"));
    }

    [Fact]
    public async Task A_dry_run_says_what_would_become_of_each_line_and_writes_nothing()
    {
        var before = await EveryTable.RowsWithAsync(shared.Api.Database.DataSource, [$"{organization}", Slug]);

        var tried = await ImportAsync($"{Address}?dry_run=true", Line(more: """ "members":[{"user_id":"u1","role":"owner"}] """));

        Assert.Equal(["created"], tried.Words);
        Assert.Empty(before);
        Assert.Empty(await EveryTable.RowsWithAsync(shared.Api.Database.DataSource, [$"{organization}", Slug]));
    }

    [Theory]
    [InlineData("malformed_json", "{")]
    [InlineData("malformed_id", """{"id":"x","name":"N","slug":"s"}""")]
    [InlineData("validation_failed", """{"id":"ID","name":"","slug":"s"}""")]
    [InlineData("validation_failed", """{"id":"ID","name":"N","slug":"Not A Slug"}""")]
    [InlineData("validation_failed", """{"id":"ID","name":"N","slug":"s","contacts":["nobody"]}""")]
    [InlineData("validation_failed", """{"id":"ID","name":"N","slug":"s","locale":"xx"}""")]
    [InlineData("validation_failed", """{"id":"ID","name":"N","slug":"s","domains":["localhost"]}""")]
    [InlineData("validation_failed", """{"id":"ID","name":"N","slug":"s","members":[{"user_id":"u","role":"king"}]}""")]
    [InlineData("validation_failed", """{"id":"ID","name":"N","slug":"s","members":[null]}""")]
    public async Task A_line_that_is_wrong_fails_alone_and_says_why(string code, string line)
    {
        var imported = await ImportAsync(Address, line.Replace("ID", $"{Guid.NewGuid()}", StringComparison.Ordinal), Line());

        Assert.Equal(["failed", "created"], imported.Words);
        Assert.Equal(code, imported.Outcomes[0].Text("code"));
        Assert.NotEmpty(imported.Outcomes[0].Text("detail"));
        Assert.True(imported.IsComplete);
    }

    [Fact]
    public async Task A_line_is_done_as_a_whole_or_not_at_all()
    {
        await ImportAsync(Address, Line());
        var other = Guid.NewGuid();

        var taken = await ImportAsync(
            Address, $$"""{"id":"{{other}}","name":"Another","slug":"{{Slug}}","members":[{"user_id":"u1","role":"owner"}]}""");

        Assert.Equal("slug_taken", taken.Outcomes[0].Text("code"));
        Assert.Empty(await EveryTable.RowsWithAsync(shared.Api.Database.DataSource, [$"{other}"]));
    }

    [Fact]
    public async Task A_forgotten_organization_is_not_entered_again()
    {
        await ImportAsync(Address, Line());
        await (
            await new TestOrganization(shared.Api, shared.Admin) { Id = organization }.GrantAsync("""{"level":"A"}""")).ShouldBeOkAsync();
        using (var forgotten = await shared.Admin.DeleteAsync($"/api/admin/organizations/{organization}"))
        {
            await forgotten.ShouldBeOkAsync();
        }

        Assert.Equal(["ignored_forgotten"], (await ImportAsync(Address, Line())).Words);
        Assert.Equal(JsonValueKind.Null, (await EntryAsync()).GetProperty("name").ValueKind);
    }

    [Fact]
    public async Task Only_platform_admins_import_and_an_unknown_word_is_refused()
    {
        using var stranger = await shared.Anyone.PostAsync(Address, ImportRig.Content(Encoding.UTF8.GetBytes(Line())));
        Assert.Equal(HttpStatusCode.Unauthorized, stranger.StatusCode);

        using var word = await shared.Admin.PostAsync($"{Address}?dry_run=perhaps", ImportRig.Content(Encoding.UTF8.GetBytes(Line())));
        await word.ShouldBeProblemAsync(422, "validation_failed");
    }

    [Fact]
    public async Task As_a_command_it_tries_first_and_then_does_it_and_again_does_nothing_twice()
    {
        using var folder = new TestFolder();
        var file = Path.Combine(folder.Path, "organizations.ndjson");
        await File.WriteAllLinesAsync(
            file, Enumerable.Range(1, 50).Select(number => $$"""{"id":"{{Guid.NewGuid()}}","name":"N {{number}}","slug":"n-{{Guid.NewGuid():n}}"}"""),
            TestContext.Current.CancellationToken);

        Assert.EndsWith(": 50 created.", await RunAsync(folder, file, "--dry-run"), StringComparison.Ordinal);
        Assert.EndsWith(": 50 created.", await RunAsync(folder, file), StringComparison.Ordinal);
        Assert.EndsWith(": 50 unchanged.", await RunAsync(folder, file), StringComparison.Ordinal);
    }

    private async Task<string> RunAsync(TestFolder folder, string file, params string[] more)
    {
        using var import = ProductProcess.Start(
            folder.Path, ["import", file, "--kind", "organizations", "--url", shared.Api.Address.AbsoluteUri, .. more],
            ("ADMIN_EMAIL", TestApi.AdminEmail), ("ADMIN_PASSWORD", TestApi.AdminPassword));
        var (output, error) = await import.EndAsync([]);
        Assert.Equal((0, ""), (import.ExitCode, error));
        return output;
    }

    private async Task<long> AuditLinesAsync()
    {
        await using var command = shared.Api.Database.DataSource.CreateCommand("select count(*) from admin_audit where subject_id = $1");
        command.Parameters.Add(new() { Value = organization.ToString() });
        return (long)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }
}
