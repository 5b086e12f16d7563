using StatusLevels.Silo.Database.PrivateServer;
using StatusLevels.Testing;

namespace StatusLevels.Silo.Tests.Database;

public sealed class ServerLogTests : IDisposable
{
    private static readonly ServerFiles Files = new(ServerAccount.Current);

    private readonly TestFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_log_over_its_bound_is_moved_away_while_the_server_goes_on_writing()
    {
        var path = Path.Combine(folder.Path, "server.log");
        await using var server =
            new StreamWriter(new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite)) { AutoFlush = true };
        var log = new ServerLog(path, Files, bound: 10);
        await server.WriteLineAsync("short");
        await log.TrimAsync(TestContext.Current.CancellationToken);
        Assert.False(File.Exists($"{path}.1"));

        await server.WriteLineAsync("and longer than it may be");
        await log.TrimAsync(TestContext.Current.CancellationToken);

        Assert.Equal(0, new FileInfo(path).Length);
        Assert.Equal("short\nand longer than it may be\n", await File.ReadAllTextAsync($"{path}.1", TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Its_last_lines_explain_a_failure_on_one_line()
    {
        var path = Path.Combine(folder.Path, "server.log");
        await File.WriteAllLinesAsync(path, Enumerable.Range(1, 20).Select(line => $"line {line}"), TestContext.Current.CancellationToken);

        var tail = await new ServerLog(path, Files).TailAsync(TestContext.Current.CancellationToken);
        Assert.Equal("line 15 | line 16 | line 17 | line 18 | line 19 | line 20", tail);
        Assert.Contains(
            "absent", await new ServerLog(Path.Combine(folder.Path, "absent"), Files).TailAsync(TestContext.Current.CancellationToken),
            StringComparison.Ordinal);
    }
}
