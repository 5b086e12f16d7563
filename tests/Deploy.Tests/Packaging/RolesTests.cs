using Npgsql;
using StatusLevels.Silo.Database.PrivateServer;
using StatusLevels.Testing;

namespace StatusLevels.Deploy.Tests.Packaging;

/// <summary>
/// The script that makes the roles of compose.yaml, on a server that is as empty as a new container's, and the product on what it made.
/// </summary>
public sealed class RolesTests(BuiltImage image) : IAsyncLifetime
{
    private const string Password = "it's a \"secret\" with spaces";
    private readonly string port = BuiltImage.FreePort();
    private TestFolder volume = null!;
    private PostgresBinaries server = null!;

    public async ValueTask InitializeAsync()
    {
        volume = await BuiltImage.VolumeAsync();
        server = await PostgresBinaries.FindAsync(dataMajor: null, Data, directories: null, TestContext.Current.CancellationToken);
        (
            await BuiltImage.AsNobodyAsync(
                [server.Program("initdb"), "--pgdata", Data, "--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C",
                    "--no-sync"])).Succeeded();
        (await BuiltImage.AsNobodyAsync(
            [server.Program("pg_ctl"), "start", "--pgdata", Data, "--log", $"{Data}/log", "--wait", "--silent", "-o",
                $"-c listen_addresses=127.0.0.1 -p {port} -c unix_socket_directories='' -c fsync=off"])).Succeeded();
        await ExecuteAsync("postgres", "", "postgres", "create database statuslevels");
        await ExecuteAsync(
            "postgres", "", "postgres", $"alter role postgres password '{Password.Replace("'", "''", StringComparison.Ordinal)}'");
    }

    public async ValueTask DisposeAsync()
    {
        (
            await BuiltImage.AsNobodyAsync(
                [server.Program("pg_ctl"), "stop", "--pgdata", Data, "--mode=immediate", "--silent"], isCleaningUp: true)).Succeeded();
        volume.Dispose();
    }

    [Fact]
    public async Task The_owner_migrates_without_being_a_superuser_and_the_product_works_under_a_role_without_ddl()
    {
        var settings = await MakeRolesAsync();
        await RunAsync(With(settings, "statuslevels_owner"), "migrate");

        using var node = await image.StartAsync("api", With(settings, "statuslevels_app"));
        await node.UntilAsync(async () => await BuiltImage.HealthAsync("api", settings) == 0);
        node.Terminate();
        var ended = (await node.EndAsync()).Succeeded();
        Assert.DoesNotContain("which may change the schema", ended.Output, StringComparison.Ordinal);
        foreach (
            var statement in (string[])["create table statuslevels.mine (id int)", "create table public.mine (id int)",
                "drop table statuslevels.outbox", "create role mine", "delete from statuslevels.organization_status_history"])
        {
            var refusal = await Assert.ThrowsAsync<PostgresException>(
                () => ExecuteAsync("statuslevels_app", Password, "statuslevels", statement));
            Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refusal.SqlState);
        }
    }

    [Fact]
    public async Task The_owner_backs_up_and_restores_without_being_a_superuser()
    {
        var settings = await MakeRolesAsync();
        await ExecuteAsync("postgres", Password, "postgres", "create database copy owner statuslevels_owner");
        var file = Path.Combine(volume.Path, "statuslevels.dump");
        var original = With(settings, "statuslevels_owner");
        await RunAsync(original, "migrate");
        await RunAsync(original, "backup", file);

        await RunAsync(With(settings, "statuslevels_owner", "copy"), "restore", file);

        await RunAsync(With(settings, "statuslevels_owner", "copy"), "migrate");
        await ExecuteAsync("statuslevels_app", Password, "copy", "select * from statuslevels.organization_status");
    }

    private string Data => Path.Combine(volume.Path, "data");

    private async Task<Dictionary<string, string>> MakeRolesAsync()
    {
        (await Command.RunAsync([Repository.PathOf("deploy/compose/roles.sh")],
            environment: new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["PGHOST"] = "127.0.0.1",
                ["PGPORT"] = port,
                ["POSTGRES_USER"] = "postgres",
                ["POSTGRES_DB"] = "statuslevels",
                ["DATABASE_OWNER_PASSWORD"] = Password,
                ["DATABASE_PASSWORD"] = Password,
            })).Succeeded();
        // As the image of PostgreSQL has it: over the network nobody comes in without a password.
        await File.WriteAllTextAsync(
            Path.Combine(Data, "pg_hba.conf"), "host all all all scram-sha-256\n", TestContext.Current.CancellationToken);
        (await BuiltImage.AsNobodyAsync([server.Program("pg_ctl"), "reload", "--pgdata", Data, "--silent"])).Succeeded();

        return new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["DATA_DIR"] = volume.Path,
            ["PORT"] = BuiltImage.FreePort(),
            ["LISTEN_ADDRESS"] = "127.0.0.1",
            ["SESSION_SECRET_KEY"] = "mQ4v0tZ8rLx2Jc7WnB5kGy1HsEd9uPaF3iTo",
            ["CLUSTER"] = "local",
        };
    }

    private async Task RunAsync(Dictionary<string, string> settings, params string[] arguments)
    {
        using var program = await image.StartAsync("api", settings, arguments);
        (await program.EndAsync()).Succeeded();
    }

    private Dictionary<string, string> With(Dictionary<string, string> settings, string user, string database = "statuslevels") =>
        new(settings, StringComparer.Ordinal) { ["DATABASE_URL"] = Connection(user, Password, database) };

    private string Connection(string user, string password, string database) =>
        new NpgsqlConnectionStringBuilder
        {
            Host = "127.0.0.1",
            Port = int.Parse(port, System.Globalization.CultureInfo.InvariantCulture),
            Username = user,
            Password = password,
            Database = database,
            Pooling = false,
            SslMode = SslMode.Disable
        }.ConnectionString;

    private async Task ExecuteAsync(string user, string password, string database, string sql)
    {
        await using var source = NpgsqlDataSource.Create(Connection(user, password, database));
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }
}
