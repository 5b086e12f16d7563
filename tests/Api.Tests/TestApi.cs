using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Reminders;
using Orleans.TestingHost;
using StatusLevels.Api.Accounts;
using StatusLevels.Api.Catalog;
using StatusLevels.Api.Hosting;
using StatusLevels.Api.Security;
using StatusLevels.Silo.Database;
using StatusLevels.Testing;

namespace StatusLevels.Api.Tests;

/// <summary>The product in this process, on a free port of the loopback address, with a database of its own.</summary>
internal sealed class TestApi : IAsyncDisposable
{
    public const string AdminEmail = "Admin@Example.org";
    public const string AdminPassword = "a long enough secret";

    /// <summary>Many products share the tests' one server, whose connections are counted.</summary>
    public const string SmallPool = "Maximum Pool Size=12";

    private readonly TestFolder data;
    private readonly DatabaseSession session;
    private readonly WebApplication running;
    private bool keepsDatabase;

    private TestApi(TestDatabase database, TestFolder folder, DatabaseSession session, WebApplication app, TestLog log)
    {
        Database = database;
        this.session = session;
        data = folder;
        running = app;
        Log = log;
    }

    public TestDatabase Database { get; }

    public TestLog Log { get; }

    /// <summary>The product's own; one for its metrics comes behind it.</summary>
    public Uri Address => new(running.Urls.First());

    public IServiceProvider Services => running.Services;

    public string DataDirectory => data.Path;

    public static async Task<TestApi> StartAsync(
        Dictionary<string, string?>? settings = null,
        TimeProvider? time = null,
        Action<WebApplication>? map = null,
        string environment = "Development",
        TestDatabase? database = null,
        Action<IServiceCollection>? services = null,
        bool keepsDatabase = false)
    {
        var api = await BuildAsync(settings, time, map, environment, database: database, services: services);
        api.keepsDatabase = keepsDatabase;
        try
        {
            await api.running.StartAsync(TestContext.Current.CancellationToken);
            return api;
        }
        catch
        {
            await api.DisposeAsync();
            throw;
        }
    }

    /// <summary>A product that reaches its database through this proxy, from the first connection on.</summary>
    public static async Task<(TestApi Api, PostgresProxy Proxy)> StartBehindProxyAsync()
    {
        PostgresProxy? proxy = null;
        var api = await BuildAsync(reach: connectionString => (proxy = PostgresProxy.Start(connectionString)).ConnectionString);
        await api.running.StartAsync(TestContext.Current.CancellationToken);
        return (api, proxy!);
    }

    /// <summary>All but started: enough for tests that need its services and no request.</summary>
    public static async Task<TestApi> BuildAsync(
        Dictionary<string, string?>? settings = null,
        TimeProvider? time = null,
        Action<WebApplication>? map = null,
        string environment = "Development",
        Func<string, string>? reach = null,
        TestDatabase? database = null,
        Action<IServiceCollection>? services = null)
    {
        database ??= await TestPostgres.CreateDatabaseAsync();
        var folder = new TestFolder();
        var log = new TestLog();
        try
        {
            var builder = HostBuilding.CreateBuilder([]);
            builder.Environment.EnvironmentName = environment;
            builder.Configuration.AddInMemoryCollection(Settings(database, folder, reach));
            builder.Configuration.AddInMemoryCollection(settings ?? []);
            builder.Logging.ClearProviders().AddProvider(log);
            services?.Invoke(builder.Services);
            if (time is not null)
            {
                // Orleans's own upkeep stays on the system's clock: it would stand still, or see years pass in a moment.
                builder.Services.AddSingleton(time);
                builder.Services.UseTimeProviderForBackgroundAreas(TimeProvider.System);
                builder.Services.AddKeyedSingleton(ReminderTimeProviderNames.Reminders, time);
            }

            var opened = await DatabaseStartup.OpenAsync(
                builder.Configuration, NullLoggerFactory.Instance, TestContext.Current.CancellationToken);
            var app = Program.Build(builder, builder.AddSettings(), opened);
            await app.EnsureFirstAdminAsync(TestContext.Current.CancellationToken);
            await app.RecordCatalogAsync(TestContext.Current.CancellationToken);
            map?.Invoke(app);
            return new TestApi(database, folder, opened, app, log);
        }
        catch
        {
            await database.DisposeAsync();
            folder.Dispose();
            throw;
        }
    }

    /// <summary>A client with cookies of its own, as a browser or a script has them.</summary>
    public HttpClient Client() => Client(new CookieContainer());

    /// <summary>A client with these cookies.</summary>
    public HttpClient Client(CookieContainer cookies) =>
        new(new SocketsHttpHandler { CookieContainer = cookies, AllowAutoRedirect = false }) { BaseAddress = Address };

    public Task<HttpClient> SignedInAsync() => SignedInAsync(new CookieContainer());

    /// <summary>The platform admin, whose session is put among these cookies.</summary>
    public async Task<HttpClient> SignedInAsync(CookieContainer cookies)
    {
        var client = Client(cookies);
        using var answer = await client.PostAsync("/api/session", Json.Content($$"""{"email":"{{AdminEmail}}","password":"{{AdminPassword}}"}"""));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return client;
    }

    /// <summary>A service with a new key for these scopes.</summary>
    public async Task<HttpClient> ServiceAsync(params string[] scopes)
    {
        var key = ServiceKey.New();
        await using var insert = Database.DataSource.CreateCommand("""
            insert into api_keys (id, name, key_hash, prefix, scopes, created_at, created_by) values ($1, 'a service', $2, 'slk_', $3, now(), 'a test')
            """);
        insert.Parameters.Add(new() { Value = Guid.NewGuid() });
        insert.Parameters.Add(new() { Value = ServiceKey.Hash(key) });
        insert.Parameters.Add(new() { Value = scopes });
        await insert.ExecuteNonQueryAsync();
        var client = Client();
        client.DefaultRequestHeaders.Authorization = new("Bearer", key);
        return client;
    }

    public async ValueTask DisposeAsync()
    {
        await running.StopAsync();
        await running.DisposeAsync();
        await session.DisposeAsync();
        if (!keepsDatabase)
        {
            await Database.DisposeAsync();
        }

        data.Dispose();
    }

    private static Dictionary<string, string?> Settings(TestDatabase database, TestFolder folder, Func<string, string>? reach) =>
        new(StringComparer.Ordinal)
        {
            ["ConnectionStrings:StatusLevels"] = $"{reach?.Invoke(database.RuntimeConnectionString) ?? database.RuntimeConnectionString};{SmallPool}",
            ["MIGRATIONS_DATABASE_URL"] = database.ConnectionString,
            ["MIGRATE_ON_START"] = "true",
            // Nodes that look for each other take ports and time, and one whose database is away minutes to leave.
            ["CLUSTER"] = "local",
            ["PORT"] = "0",
            ["LISTEN_ADDRESS"] = "127.0.0.1",
            ["DATA_DIR"] = folder.Path,
            ["ADMIN_EMAIL"] = AdminEmail,
            ["ADMIN_PASSWORD"] = AdminPassword,
            ["SIGN_IN_PER_MINUTE"] = "100000",
            ["PUBLIC_PER_MINUTE"] = "1000000",
            ["BADGES_PER_MINUTE"] = "1000000",
            ["SIGNED_IN_PER_MINUTE"] = "1000000",
            ["SERVICE_PER_MINUTE"] = "1000000",
            ["SESSION_SECRET_KEY"] = "mQ4v0tZ8rLx2Jc7WnB5kGy1HsEd9uPaF3iTo",
            ["WEBHOOK_SIGNING_KEY"] = "nWGxne/9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A=",
        };
}
