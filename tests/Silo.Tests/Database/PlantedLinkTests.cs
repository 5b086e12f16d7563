using Microsoft.Extensions.Logging.Abstractions;
using StatusLevels.Silo.Database.PrivateServer;
using StatusLevels.Testing;

namespace StatusLevels.Silo.Tests.Database;

/// <summary>
/// The account that runs the server owns its folder, and puts links to root's files there. Whatever it plants, root neither writes nor
/// opens, gives away or removes what the links name, whether the server then starts or says why not.
/// </summary>
public sealed class PlantedLinkTests : IDisposable
{
    private const long OverTheBoundOfTheLog = 5 * 1024 * 1024;

    private readonly TestFolder folder = new();

    public void Dispose() => folder.Dispose();

    // $1 is the server's folder, $2 one that root alone can enter, $3 one of root's that everybody can read.
    [Theory(SkipExceptions = [typeof(MissingHereException)])]
    [InlineData("ln -s \"$2/new\" server.log.1")]
    [InlineData("ln -s \"$2/file\" server.log.1")]
    [InlineData("ln -s \"$3/large\" server.log.new; mv server.log.new server.log")]
    [InlineData("ln -sf \"$2/file\" data/postgresql.conf")]
    [InlineData("ln -sf \"$2/new\" data/postgresql.conf")]
    [InlineData("ln -sf \"$2/file\" data/pg_hba.conf")]
    [InlineData("ln -sf \"$3/file\" data/pg_hba.conf")]
    [InlineData("ln -sf \"$2/file\" password")]
    [InlineData("ln -sf \"$3/file\" password")]
    [InlineData("ln -sf \"$3/file\" data/PG_VERSION")]
    [InlineData("printf '99999999\\n%s\\n1\\n5432\\n%s\\n\\n' \"$1/data\" \"$2/statuslevels-x\" > data/postmaster.pid")]
    [InlineData("printf '99999999\\n%s\\n1\\n5432\\n%s\\n\\n' \"$1/data\" \"$3/statuslevels-x\" > data/postmaster.pid")]
    [InlineData("rm -rf socket; ln -s \"$2\" socket")]
    [InlineData("rm -rf socket; ln -s \"$2/new\" socket")]
    [InlineData("rm -rf socket; ln -s \"$3\" socket")]
    [InlineData("rm -rf data; ln -s \"$2\" data")]
    [InlineData("rm -rf data; ln -s \"$3\" data")]
    [InlineData("rm -rf data; ln -s \"$2/new\" data")]
    [InlineData("rm -rf data; ln -s \"$3\" data.new")]
    [InlineData("rm -rf data; mkdir data.new; ln -s \"$3\" data.new/inner")]
    [InlineData("rm -rf data password; ln -s \"$2/new\" password")]
    public async Task Root_touches_nothing_that_a_link_in_the_servers_folder_names(string planted)
    {
        var data = Path.Combine(folder.Path, "data");
        await ShowAsync(data, Path.Combine(data, "postgres"), planted);
    }

    [Theory(SkipExceptions = [typeof(MissingHereException)])]
    [InlineData("ln -sf \"$2/new\" lock")]
    [InlineData("ln -sf \"$2/file\" lock")]
    [InlineData("ln -sf \"$3/file\" lock")]
    [InlineData("ln -sf \"$2/file\" lock.pid")]
    [InlineData("ln -sf \"$2/new\" lock.pid")]
    [InlineData("ln -sf \"$3/file\" lock.pid")]
    public async Task Nor_where_the_database_is_kept_elsewhere(string planted)
    {
        var closed = Path.Combine(folder.Path, "closed");
        PrivateFiles.CreateFolder(closed);
        await ShowAsync(Path.Combine(closed, "data"), serverFolder: null, planted);
    }

    [Fact(SkipExceptions = [typeof(MissingHereException)])]
    public async Task What_root_left_there_before_is_no_obstacle()
    {
        RequireRoot();
        var data = Path.Combine(folder.Path, "data");
        await using (var server = await StartAsync(data))
        {
            await FillLogAsync(server.Folder);
            await File.WriteAllTextAsync(Path.Combine(server.Folder, "server.log.1"), "of root", TestContext.Current.CancellationToken);
        }

        await using var again = await StartAsync(data);

        Assert.True(new FileInfo(Path.Combine(again.Folder, "server.log.1")).Length > OverTheBoundOfTheLog);
    }

    [Fact(SkipExceptions = [typeof(MissingHereException)])]
    public async Task Who_looks_for_a_running_server_reads_no_file_of_roots_as_its_password()
    {
        RequireRoot();
        var data = Path.Combine(folder.Path, "data");
        await using var server = await StartAsync(data);
        var secret = Path.Combine(folder.Path, "secret");
        PrivateFiles.CreateFolder(secret);
        await File.WriteAllTextAsync(Path.Combine(secret, "file"), "of root", TestContext.Current.CancellationToken);
        await PlantAsync(server.Folder, $"ln -sf '{secret}/file' password", secret, secret);

        var refusal = await Assert.ThrowsAsync<StartupException>(
            () => RunningServer.FindAsync(data, TestContext.Current.CancellationToken));

        Assert.Contains("Permission denied", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("of root", refusal.Message, StringComparison.Ordinal);
    }

    private async Task ShowAsync(string data, string? serverFolder, string planted)
    {
        RequireRoot();
        await using (var server = await StartAsync(data))
        {
            serverFolder ??= server.Folder;
            Assert.Equal(serverFolder, server.Folder);
        }

        await FillLogAsync(serverFolder);
        var (secret, readable) = (Path.Combine(folder.Path, "secret"), Path.Combine(folder.Path, "readable"));
        await RunAsync(
            "sh", "-c",
            """
            set -e
            umask 022
            mkdir "$1" "$2" "$1/statuslevels-x" "$2/statuslevels-x"
            for at in "$1" "$2" "$1/statuslevels-x" "$2/statuslevels-x"; do
                for name in file postmaster.pid .s.PGSQL.5432 .s.PGSQL.5432.lock PG_VERSION; do echo 15 > "$at/$name"; done
            done
            head -c 5000000 /dev/zero > "$2/large"
            chmod 700 "$1"
            """,
            "sh", secret, readable);
        var before = await SnapshotAsync(secret, readable);
        await PlantAsync(serverFolder, planted, secret, readable);

        try
        {
            await using var server = await StartAsync(data);
            await RunningServer.TryFindAsync(data, TestContext.Current.CancellationToken);
        }
        catch (StartupException refusal)
        {
            TestContext.Current.TestOutputHelper?.WriteLine(refusal.Message);
        }

        Assert.Equal(before, await SnapshotAsync(secret, readable));
    }

    private static void RequireRoot()
    {
        if (!Environment.IsPrivilegedProcess)
        {
            throw new MissingHereException("only root runs the server as another account");
        }
    }

    private Task<PrivatePostgres> StartAsync(string data) => PrivatePostgres.StartAsync(
        new PrivatePostgresOptions { DataDirectory = data, SystemDirectory = Path.Combine(folder.Path, "system"), Durable = false },
        NullLogger.Instance, TestContext.Current.CancellationToken);

    private static async Task FillLogAsync(string serverFolder)
    {
        await using var log = new FileStream(Path.Combine(serverFolder, "server.log"), FileMode.Append);
        log.Write(new byte[OverTheBoundOfTheLog]);
    }

    private static async Task PlantAsync(string serverFolder, string planted, string secret, string readable)
    {
        var account = await ServerAccount.OfAsync(serverFolder, TestContext.Current.CancellationToken);
        var answer = await account.Wrap(new ExternalCommand("sh", "-ec", planted, "sh", serverFolder, secret, readable))
            .RunAsync(TestContext.Current.CancellationToken, serverFolder);
        Assert.True(answer.Succeeded, answer.Said);
    }

    /// <summary>Names, owners, rights, contents and times of all that is in these folders.</summary>
    private static async Task<string> SnapshotAsync(params string[] folders) =>
        await RunAsync(
            "sh", ["-c", "find \"$@\" -exec stat -c '%n %U %G %a %s %y %z %i' {} + | sort; find \"$@\" -type f -exec cksum {} + | sort", "sh", .. folders]);

    private static async Task<string> RunAsync(string program, params string[] arguments)
    {
        var answer = await new ExternalCommand(program, arguments).RunAsync(TestContext.Current.CancellationToken);
        Assert.True(answer.Succeeded, answer.Said);
        return answer.Output;
    }
}
