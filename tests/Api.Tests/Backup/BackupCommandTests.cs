using StatusLevels.Testing;

namespace StatusLevels.Api.Tests.Backup;

/// <summary><c>backup</c> and <c>restore</c> as an operator types them, with private servers.</summary>
public sealed class BackupCommandTests : IDisposable
{
    private static readonly (string, string)[] Original = Environment("original");
    private readonly TestFolder folder = new();
    private readonly Guid organization = Guid.NewGuid();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_backup_of_a_running_product_makes_another_one_with_all_that_was_in_it()
    {
        using (var product = ProductProcess.Start(folder.Path, [], Original))
        {
            using var admin = await SignedInAsync(product);
            await GrantAsync(admin, "B");

            Assert.Equal((0, ""), await RunAsync("backup", Original));
            if (!OperatingSystem.IsWindows())
            {
                Assert.Equal(
                    UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(folder.Path, "statuslevels.dump")));
            }

            var again = await RunAsync("backup", Original);
            Assert.Equal(1, again.ExitCode);
            Assert.Contains("exists: name one that does not", again.Error, StringComparison.Ordinal);

            var underneath = await RunAsync("restore", Original);
            Assert.Equal(1, underneath.ExitCode);
            Assert.Contains("is in use by another copy of StatusLevels", underneath.Error, StringComparison.Ordinal);
            await product.TerminateAsync();
        }

        var copy = Environment("copy");
        Assert.Equal((0, ""), await RunAsync("restore", copy));
        var twice = await RunAsync("restore", copy);
        Assert.Equal(1, twice.ExitCode);
        Assert.Contains("already holds a StatusLevels", twice.Error, StringComparison.Ordinal);

        using var restored = ProductProcess.Start(folder.Path, [], copy);
        using var client = await SignedInAsync(restored);
        Assert.Equal(
            "B", (await (await client.GetAsync($"/api/organizations/{organization}/status")).ShouldBeOkAsync()).Text("current_level"));
        await GrantAsync(client, "C");
        await restored.TerminateAsync();
        Assert.Equal(0, restored.ExitCode);
    }

    [Fact]
    public async Task A_product_that_is_stopped_is_backed_up_too_and_where_there_is_none_that_is_said()
    {
        var none = await RunAsync("backup", Original);
        Assert.Equal(1, none.ExitCode);
        Assert.Contains("No StatusLevels with a private database runs in", none.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(folder.Path, "statuslevels.dump")));

        using (var product = ProductProcess.Start(folder.Path, [], Original))
        {
            (await product.ReadyAsync()).Dispose();
            await product.TerminateAsync();
        }

        // Whoever may write into the folder can prepare a name, but not guess the one that is written to.
        var (prepared, target) = (Path.Combine(folder.Path, "statuslevels.dump.unfinished"), Path.Combine(folder.Path, "of-somebody-else"));
        File.CreateSymbolicLink(prepared, target);
        Assert.Equal(0, (await RunAsync("backup", Original)).ExitCode);
        Assert.False(File.Exists(target));
        Assert.Equal([prepared], Directory.GetFileSystemEntries(folder.Path, "*.unfinished"));
    }

    private static (string, string)[] Environment(string data) =>
        [("PORT", "0"), ("ADMIN_EMAIL", TestApi.AdminEmail), ("ADMIN_PASSWORD", TestApi.AdminPassword), ("DATA_DIR", data),
            ("Logging__LogLevel__Default", "Warning")];

    private async Task<(int ExitCode, string Error)> RunAsync(string command, (string, string)[] environment)
    {
        using var process = ProductProcess.Start(folder.Path, [command, "statuslevels.dump"], environment);
        var error = await process.EndAsync();
        return (process.ExitCode, error);
    }

    private static async Task<HttpClient> SignedInAsync(ProductProcess process)
    {
        var client = await process.ReadyAsync();
        await (await client.PostAsync("/api/session", Json.Content($$"""{"email":"{{TestApi.AdminEmail}}","password":"{{TestApi.AdminPassword}}"}"""))).ShouldBeOkAsync();
        return client;
    }

    private async Task GrantAsync(HttpClient admin, string level) =>
        await (
            await admin.PostAsync(
                $"/api/admin/organizations/{organization}/status-levels", Json.Content($$"""{"level":"{{level}}"}"""))).ShouldBeOkAsync();
}
