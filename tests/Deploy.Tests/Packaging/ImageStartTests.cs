using System.Globalization;
using StatusLevels.Testing;
using StatusLevels.Testing.Cluster;

namespace StatusLevels.Deploy.Tests.Packaging;

/// <summary>What the steps of the Dockerfile make, started as the image starts it.</summary>
public sealed class ImageStartTests(BuiltImage image)
{
    [Fact]
    public async Task The_api_works_without_any_database_as_a_user_who_is_not_root_and_stops_when_told()
    {
        using var volume = await BuiltImage.VolumeAsync();
        var settings = Settings(volume);

        Assert.NotEqual(0, await BuiltImage.HealthAsync("api", settings));
        using var api = await image.StartAsync("api", settings);
        await BecomesHealthyAsync("api", settings, api);
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{settings["PORT"]}") };
        await api.UntilAsync(async () => (await http.GetAsync("/readyz", TestContext.Current.CancellationToken)).IsSuccessStatusCode);

        Assert.NotEqual("0", UserOf(api.Id));
        var server = File.ReadLines(Path.Combine(volume.Path, "postgres/data/postmaster.pid")).First();
        Assert.NotEqual("0", UserOf(int.Parse(server, CultureInfo.InvariantCulture)));
        using (var level = await http.GetAsync($"/api/organizations/{Guid.NewGuid()}/status", TestContext.Current.CancellationToken))
        {
            Assert.True(level.IsSuccessStatusCode);
        }

        api.Terminate();
        (await api.EndAsync()).Succeeded();
        Assert.False(File.Exists(Path.Combine(volume.Path, "postgres/data/postmaster.pid")));
        Assert.NotEqual(0, await BuiltImage.HealthAsync("api", settings));
    }

    [Fact]
    public async Task The_api_migrates_a_database_and_the_silo_works_on_it_under_a_role_without_ddl()
    {
        await using var database = await TestPostgres.CreateDatabaseAsync(migrated: false);
        await using var owner = PostgresProxy.Start(database.ConnectionString);
        await using var runtime = PostgresProxy.Start(database.RuntimeConnectionString);
        using var volume = await BuiltImage.VolumeAsync();
        var settings = Settings(
            volume, ("DATABASE_URL", runtime.ConnectionString), ("MIGRATIONS_DATABASE_URL", owner.ConnectionString),
            ("CLUSTER", "postgres"), ("CLUSTER_SECRET", NodeOptions.ClusterSecret));

        using (var early = await image.StartAsync("silo", settings))
        {
            var refused = await early.EndAsync();
            Assert.Equal(1, refused.ExitCode);
            Assert.Contains("migrate", refused.Error, StringComparison.Ordinal);
        }

        using (var migrate = await image.StartAsync("api", settings, "migrate"))
        {
            (await migrate.EndAsync()).Succeeded();
        }

        Assert.NotEqual(0, await BuiltImage.HealthAsync("silo", settings));
        using var silo = await image.StartAsync("silo", settings);
        await BecomesHealthyAsync("silo", settings, silo);
        await using var members = database.DataSource.CreateCommand("select count(*) from orleansmembershiptable where status = 3");
        await silo.UntilAsync(async () => await members.ExecuteScalarAsync(TestContext.Current.CancellationToken) is 1L);

        silo.Terminate();
        (await silo.EndAsync()).Succeeded();
        Assert.NotEqual(0, await BuiltImage.HealthAsync("silo", settings));
    }

    [Fact]
    public async Task The_api_says_what_it_lacks()
    {
        using var volume = await BuiltImage.VolumeAsync();
        var settings = Settings(volume);
        settings.Remove("SESSION_SECRET_KEY");

        using var api = await image.StartAsync("api", settings);
        var refused = await api.EndAsync();

        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("SESSION_SECRET_KEY is required", refused.Error, StringComparison.Ordinal);
    }

    // The addresses keep the tests on this machine's loopback; a container has one of its own.
    private static Dictionary<string, string> Settings(TestFolder volume, params (string Name, string Value)[] more)
    {
        var settings = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["DATA_DIR"] = volume.Path,
            ["PORT"] = BuiltImage.FreePort(),
            ["SILO_PORT"] = BuiltImage.FreePort(),
            ["GATEWAY_PORT"] = BuiltImage.FreePort(),
            ["LISTEN_ADDRESS"] = "127.0.0.1",
            ["ADVERTISED_IP"] = "127.0.0.1",
            ["SESSION_SECRET_KEY"] = "mQ4v0tZ8rLx2Jc7WnB5kGy1HsEd9uPaF3iTo",
        };
        foreach (var (name, value) in more)
        {
            settings[name] = value;
        }

        return settings;
    }

    private static Task BecomesHealthyAsync(string target, Dictionary<string, string> settings, Command program) =>
        program.UntilAsync(async () => await BuiltImage.HealthAsync(target, settings) == 0);

    private static string UserOf(int process) =>
        File.ReadLines($"/proc/{process}/status").Single(line => line.StartsWith("Uid:", StringComparison.Ordinal)).Split('\t')[1];
}
