using StatusLevels.Api.Checks.Smoke;
using StatusLevels.Testing;

namespace StatusLevels.Api.Tests.Checks;

/// <summary><c>smoke URL</c> as an operator runs it: a process of its own against a product that runs.</summary>
public sealed class SmokeTests : IDisposable
{
    private readonly TestFolder folder = new();

    public void Dispose() => folder.Dispose();

    private async Task<(int ExitCode, string Output)> SmokeAsync(TestApi api, params string[] more)
    {
        using var process = ProductProcess.Start(
            folder.Path, ["smoke", api.Address.AbsoluteUri, "--timeout", "60", "--within", "120", .. more],
            ("ADMIN_EMAIL", TestApi.AdminEmail),
            ("ADMIN_PASSWORD", TestApi.AdminPassword));
        var (output, error) = await process.EndAsync([]);
        Assert.Equal("", error);
        return (process.ExitCode, output);
    }

    [Fact]
    public async Task Every_step_passes_and_nothing_is_left_but_the_tombstone_and_the_audit()
    {
        await using var api = await TestApi.StartAsync();
        var id = Guid.CreateVersion7();

        var (exitCode, output) = await SmokeAsync(api, "--organization", $"{id}");

        Assert.True(exitCode == 0, output);
        Assert.DoesNotContain("unknown", output, StringComparison.Ordinal);
        Assert.All(
            CheckPageTests.Rules.Where(rule => rule.Id.StartsWith("SL-3", StringComparison.Ordinal)),
            rule => Assert.Contains(rule.Id, output, StringComparison.Ordinal));
        Assert.Empty(await EveryTable.RowsWithAsync(api.Database.DataSource, [new ThrowAway(id).Slug]));
        var tables = (await EveryTable.RowsWithAsync(api.Database.DataSource, [$"{id}"])).Select(row => row.Split(':')[0]).Distinct();
        Assert.Equal(["admin_audit", "organization_status", "orleansstorage", "outbox"], tables.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task An_organization_that_is_somebodys_is_left_alone()
    {
        await using var api = await TestApi.StartAsync();
        using var admin = await api.SignedInAsync();
        var organization = new TestOrganization(api, admin);
        await (await organization.GrantAsync("""{"level":"A"}""")).ShouldBeOkAsync();
        var before = await EveryTable.RowsWithAsync(api.Database.DataSource, [$"{organization.Id}"]);

        var (exitCode, output) = await SmokeAsync(api, "--organization", $"{organization.Id}");

        Assert.Equal(1, exitCode);
        Assert.Contains("fail    SL-303", output, StringComparison.Ordinal);
        Assert.Contains("nothing was made", output, StringComparison.Ordinal);
        Assert.Equal(
            before.Length, (await EveryTable.RowsWithAsync(api.Database.DataSource, [$"{organization.Id}"])).Length);
    }

    [Fact]
    public async Task What_a_run_that_was_killed_left_behind_is_forgotten_by_the_next_and_nobody_else()
    {
        await using var api = await TestApi.StartAsync();
        using var admin = await api.SignedInAsync();
        var now = TimeProvider.System.GetUtcNow();
        var (left, running, somebody) = (
            new ThrowAway(Guid.CreateVersion7(now.AddHours(-1))), new ThrowAway(Guid.CreateVersion7(now)),
            Guid.CreateVersion7(now.AddHours(-1)));
        foreach (var (id, slug) in ((Guid, string)[])[(left.Id, left.Slug), (running.Id, running.Slug), (somebody, "smoke-house")])
        {
            using var made = await admin.PutAsync(
                $"/api/admin/organizations/{id}", Json.Content($$"""{"name":"{{slug}}","slug":"{{slug}}","contact_emails":[],"locale":"en"}"""));
            await made.ShouldBeOkAsync();
        }

        var (exitCode, output) = await SmokeAsync(api);

        Assert.True(exitCode == 0, output);
        using var listed = await admin.GetAsync("/api/admin/organizations?q=smoke-");
        Assert.Equal(
            [running.Id, somebody],
            (await listed.ShouldBeOkAsync()).GetProperty("items").EnumerateArray().Select(item => item.GetProperty("id").GetGuid())
                .OrderBy(id => id == somebody));
    }

    [Fact]
    public async Task Where_nobody_answers_nothing_was_made()
    {
        using var process = ProductProcess.Start(
            folder.Path, ["smoke", $"http://127.0.0.1:{CheckRig.ClosedPort()}", "--password", "some words in a row"]);

        var (output, _) = await process.EndAsync([]);

        Assert.Equal(1, process.ExitCode);
        Assert.Contains("fail    SL-301", output, StringComparison.Ordinal);
        Assert.Contains("ok      SL-319", output, StringComparison.Ordinal);
    }
}
