using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Internal;
using Npgsql;
using StatusLevels.Api.Checks;
using StatusLevels.Api.Checks.Doctor;
using StatusLevels.Api.Checks.Preflight;
using StatusLevels.Api.Domains;
using StatusLevels.Grains.Domain;
using StatusLevels.Testing;

namespace StatusLevels.Api.Tests.Checks;

/// <summary>An installation in which everything is as it should be, until a test breaks one thing.</summary>
internal sealed class CheckRig : IAsyncDisposable
{
    public static readonly CheckLimits Patient = new(TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(90));

    private readonly TestFolder folder = new();
    private readonly List<IAsyncDisposable> more = [];

    private CheckRig(TestDatabase database)
    {
        Database = database;
        Settings = new(StringComparer.Ordinal)
        {
            ["DATABASE_URL"] = $"{database.RuntimeConnectionString};{TestApi.SmallPool}",
            ["DATA_DIR"] = folder.Path,
            ["PORT"] = "0",
            ["SESSION_SECRET_KEY"] = "mQ4v0tZ8rLx2Jc7WnB5kGy1HsEd9uPaF3iTo",
            ["WEBHOOK_SIGNING_KEY"] = "nWGxne/9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A=",
            ["LOG_SIGNING_KEY"] = TransparencyLog.LogApi.Settings["LOG_SIGNING_KEY"],
            ["CREDENTIAL_KEYS"] = Credentials.CredentialApi.KeyOf(1),
        };
    }

    public TestDatabase Database { get; }

    public string Folder => folder.Path;

    public Dictionary<string, string?> Settings { get; }

    public string Environment { get; set; } = Environments.Production;

    public Surroundings Around { get; set; } = new(TimeProvider.System, _ => 1L << 40, new NoRecords());

    public CheckLimits Limits { get; set; } = Patient;

    public static async Task<CheckRig> StartAsync(bool migrated = true) => new(await TestPostgres.CreateDatabaseAsync(migrated));

    /// <summary>With a copy of this database.</summary>
    public static async Task<CheckRig> StartAsync(TestDatabase original) => new(await TestPostgres.CopyAsync(original));

    /// <summary>Ends with this rig.</summary>
    public T Keep<T>(T one)
        where T : IAsyncDisposable
    {
        more.Add(one);
        return one;
    }

    /// <summary>A port of this machine where nobody listens.</summary>
    public static int ClosedPort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public async Task ExecuteAsync(string sql)
    {
        await using var connection = await Database.DataSource.OpenConnectionAsync(TestContext.Current.CancellationToken);
        // What a hand in the tables can do, a test must be able to do: no trigger stops it.
        await using var command = new NpgsqlCommand($"set session_replication_role = replica; {sql}; set session_replication_role = origin", connection);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    public Task<CheckReport> PreflightAsync() => PreflightCommand.RunAsync(
        Configuration(), new HostingEnvironment { EnvironmentName = Environment }, Around, Limits, TestContext.Current.CancellationToken);

    public Task<CheckReport> DoctorAsync(Uri product, string? backups = null) => DoctorAsync(new DoctorScope(product, All: true, backups));

    public Task<CheckReport> DoctorAsync(DoctorScope scope) => DoctorCommand.RunAsync(
        new Installation(Configuration(), Environment == Environments.Development, Around), scope, Limits,
        TestContext.Current.CancellationToken);

    /// <summary>What is not as it should be, with its status.</summary>
    public static string[] Found(CheckReport report) =>
    [
        .. report.Results.Where(result => result.Finding.Status is CheckStatus.Warn or CheckStatus.Fail)
            .Select(result => $"{result.Rule.Id} {Words.Of(result.Finding.Status)}"),
    ];

    public static CheckResult Of(CheckReport report, CheckRule rule) => report.Results.Single(result => result.Rule == rule);

    public static JsonElement Json(CheckReport report) => JsonDocument.Parse(report.ToJson()).RootElement;

    public async ValueTask DisposeAsync()
    {
        foreach (var one in more)
        {
            await one.DisposeAsync();
        }

        await Database.DisposeAsync();
        folder.Dispose();
    }

    private IConfigurationRoot Configuration() => new ConfigurationBuilder().AddInMemoryCollection(Settings).Build();

    private sealed class NoRecords : ITextRecords
    {
        public Task<IReadOnlyList<string>?> FindAsync(string name, CancellationToken cancellationToken) =>
            Task.FromResult<IReadOnlyList<string>?>([]);
    }
}

/// <summary>A clock that is always so much ahead.</summary>
internal sealed class WrongClock(TimeSpan ahead) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + ahead;
}
