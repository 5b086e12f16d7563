using StatusLevels.Testing;
using StatusLevels.Testing.Cluster;

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

        await MakeAsync();

        // Whoever may write into the folder can prepare a name, but not guess the one that is written to.
        var (prepared, target) = (Path.Combine(folder.Path, "statuslevels.dump.unfinished"), Path.Combine(folder.Path, "of-somebody-else"));
        File.CreateSymbolicLink(prepared, target);
        Assert.Equal(0, (await RunAsync("backup", Original)).ExitCode);
        Assert.False(File.Exists(target));
        Assert.Equal([prepared], Directory.GetFileSystemEntries(folder.Path, "*.unfinished"));
    }

    [Fact]
    public async Task A_file_or_folder_that_cannot_be_used_is_one_sentence()
    {
        await MakeAsync();
        var (dump, file) = (Path.Combine(folder.Path, "statuslevels.dump"), Path.Combine(folder.Path, "file"));
        await File.WriteAllTextAsync(file, "no dump");
        (string Command, string File, string Data, string Sentence)[] runs =
        [
            ("backup", Path.Combine(folder.Path, "no", "where.dump"), "original", $"The file '{folder.Path}/no/where.dump' cannot be written: "),
            ("backup", Path.Combine(file, "inside.dump"), "original", $"The file '{file}/inside.dump' cannot be written: "),
            ("backup", folder.Path, "original", $"The file '{folder.Path}' cannot be written: "),
            ("backup", dump, "file", "No StatusLevels with a private database runs in "),
            ("restore", Path.Combine(folder.Path, "missing.dump"), "copy", $"There is no file '{folder.Path}/missing.dump'."),
            ("restore", folder.Path, "copy", $"There is no file '{folder.Path}'."),
            ("restore", file, "file", $"The data folder '{folder.Path}/file' cannot be made "),
            ("restore", file, "copy", "pg_restore failed: "),
            ("migrate", "", "file", $"The data folder '{folder.Path}/file' cannot be made "),
            ("expiring", "", "file", "No StatusLevels with a private database runs in "),
        ];
        foreach (var (command, name, data, sentence) in runs)
        {
            await RefusedAsync(sentence, [command, .. name.Length == 0 ? [] : (string[])[name]], Environment(data));
        }

        Assert.False(File.Exists(dump));
        Assert.Empty(Directory.GetFiles(folder.Path, "*.unfinished"));
    }

    [Fact(SkipExceptions = [typeof(MissingHereException)])]
    public async Task A_full_disk_is_one_sentence_and_nothing_is_left_on_it()
    {
        await using var disk = await SmallDisk.MountAsync(mebibytes: 1);
        await MakeAsync();
        disk.Fill();
        var files = Directory.GetFiles(disk.Path);
        var file = Path.Combine(disk.Path, "statuslevels.dump");

        await RefusedAsync($"The file '{file}' cannot be written: No space left on device", ["backup", file], Original);
        Assert.Equal(files, Directory.GetFiles(disk.Path));

        var data = Path.Combine(disk.Path, "data");
        await RefusedAsync("", ["migrate"], Environment(data));
        await RefusedAsync("", ["restore", Path.Combine(AppContext.BaseDirectory, "StatusLevels.Api.dll")], Environment(data));
    }

    private async Task MakeAsync()
    {
        using var product = ProductProcess.Start(folder.Path, [], Original);
        (await product.ReadyAsync()).Dispose();
        await product.TerminateAsync();
    }

    private async Task RefusedAsync(string sentence, string[] words, (string, string)[] environment)
    {
        using var process = ProductProcess.Start(folder.Path, words, environment);
        var error = await process.EndAsync();
        TestContext.Current.TestOutputHelper?.WriteLine(error);
        Assert.Equal(1, process.ExitCode);
        Assert.StartsWith(sentence, error, StringComparison.Ordinal);
        Assert.NotEmpty(error);
        Assert.DoesNotContain('\n', error);
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
