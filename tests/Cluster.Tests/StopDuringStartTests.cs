using System.Diagnostics;
using StatusLevels.Testing.Cluster;

namespace StatusLevels.Cluster.Tests;

/// <summary>A node may be told to stop at any moment, and the start is full of them. How far it is shows in how much it has said.</summary>
public sealed class StopDuringStartTests
{
    private static readonly TimeSpan Promised = TimeSpan.FromSeconds(20);

    public static TheoryData<NodeProgram, int> Moments =>
        [.. new[] { 1, 5, 15, 30, 45, 60, 80 }.SelectMany(
            lines => new (NodeProgram, int)[] { (NodeProgram.Api, lines), (NodeProgram.Silo, lines) })];

    [Theory]
    [MemberData(nameof(Moments))]
    public async Task It_ends_clean_and_leaves_no_node_behind_that_others_wait_for(NodeProgram program, int lines)
    {
        await using var nodes = await NodesOnOneDatabase.StartAsync();
        var node = nodes.Keep(Node.Start(nodes.Options(
            "starting", program, ("Logging__LogLevel__Default", "Information"), ("Logging__LogLevel__Orleans", "Information"),
            ("DRAIN_SECONDS", "0"))));
        await ShouldHaveSaidAsync(node, lines);

        Assert.InRange(await node.TerminateAsync(), TimeSpan.Zero, Promised);

        Assert.True(node.ExitCode == 0, $"It ended with {node.ExitCode}, and said:\n{node.Said}");
        Assert.DoesNotContain("Unhandled exception", node.Said, StringComparison.Ordinal);
        Assert.NotEqual(3, await nodes.StatusOfAsync(node));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(20)]
    [InlineData(30)]
    public async Task With_a_database_of_its_own_too(int lines)
    {
        await using var node = Node.Start(new NodeOptions
        {
            Name = "first start",
            Database = null,
            Environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["Logging__LogLevel__Default"] = "Information" },
        });
        await ShouldHaveSaidAsync(node, lines);

        Assert.InRange(await node.TerminateAsync(), TimeSpan.Zero, Promised);

        Assert.True(node.ExitCode == 0, $"It ended with {node.ExitCode}, and said:\n{node.Said}");
    }

    [Fact]
    public async Task A_start_as_it_should_be_logs_no_failure_and_neither_does_its_end()
    {
        await using var node = await Node.StartAsync(new NodeOptions
        {
            Name = "first start",
            Database = null,
            Environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["Logging__LogLevel__Orleans"] = "Warning" },
        });
        await node.TerminateAsync();

        Assert.DoesNotContain("fail:", node.Said, StringComparison.Ordinal);
        Assert.DoesNotContain("Health check", node.Said, StringComparison.Ordinal);
    }

    private static async Task ShouldHaveSaidAsync(Node node, int lines)
    {
        var since = Stopwatch.GetTimestamp();
        while (node.Said.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length < lines
            && !node.Said.Contains("is ready", StringComparison.Ordinal))
        {
            Assert.False(node.HasExited, node.Said);
            Assert.InRange(Stopwatch.GetElapsedTime(since), TimeSpan.Zero, TimeSpan.FromSeconds(60));
            await Task.Delay(2, TestContext.Current.CancellationToken);
        }
    }
}
