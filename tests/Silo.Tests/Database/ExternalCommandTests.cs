using StatusLevels.Silo.Database.PrivateServer;

namespace StatusLevels.Silo.Tests.Database;

public sealed class ExternalCommandTests
{
    [Fact]
    public async Task A_program_reads_what_it_is_given()
    {
        var answer = await new ExternalCommand("cat").RunAsync(TestContext.Current.CancellationToken, input: "привет\n");
        Assert.Equal("привет", answer.Output);
    }

    [Fact]
    public async Task One_that_does_not_listen_says_of_itself_how_it_ended()
    {
        var answer = await new ExternalCommand("sh", "-c", "exec <&-; echo no >&2; exit 3").RunAsync(
            TestContext.Current.CancellationToken, input: new string('x', 1_000_000));
        Assert.Equal((3, "no"), (answer.ExitCode, answer.Errors));
    }

    /// <summary>As on a full disk: it would otherwise wait for ever to be read.</summary>
    [Fact]
    public async Task A_program_whose_words_cannot_be_kept_is_ended()
    {
        using var full = new MemoryStream(new byte[10]);
        await Assert.ThrowsAsync<NotSupportedException>(
            () => new ExternalCommand("yes").RunAsync(TestContext.Current.CancellationToken, output: full));
    }
}
