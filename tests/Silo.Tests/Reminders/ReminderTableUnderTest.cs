using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Npgsql;
using Orleans.Reminders;
using StatusLevels.Grains.Organizations;
using StatusLevels.Silo.Database;
using StatusLevels.Silo.Reminders;
using StatusLevels.Testing;

namespace StatusLevels.Silo.Tests.Reminders;

/// <summary>
/// The reminder table as the product composes it, over a database of the test's own, on a clock that the test moves. No silo runs.
/// </summary>
internal sealed class ReminderTableUnderTest : IAsyncDisposable
{
    public static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly IHost host;

    private ReminderTableUnderTest(TestDatabase database, FakeTimeProvider clock, IHost host)
    {
        this.host = host;
        Database = database;
        Clock = clock;
        Table = host.Services.GetRequiredService<IReminderTable>();
    }

    public TestDatabase Database { get; }

    public FakeTimeProvider Clock { get; }

    public IReminderTable Table { get; }

    public ReminderOptions Reminders => Service<IOptions<ReminderOptions>>().Value;

    public WindowedReminderOptions Windowed => Service<IOptions<WindowedReminderOptions>>().Value;

    public DateTime Now => Clock.GetUtcNow().UtcDateTime;

    public T Service<T>() where T : notnull => host.Services.GetRequiredService<T>();

    public static async Task<ReminderTableUnderTest> CreateAsync(Action<IServiceCollection>? adjust = null)
    {
        var database = await TestPostgres.CreateDatabaseAsync();
        var clock = new FakeTimeProvider(Start);
        var table = new ReminderTableUnderTest(database, clock, Build(database, clock, adjust));
        await table.Table.StartAsync();
        return table;
    }

    public static IHost Build(TestDatabase database, TimeProvider clock, Action<IServiceCollection>? adjust = null)
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Configuration["CLUSTER"] = "local";
        builder.Services.AddKeyedSingleton(ReminderTimeProviderNames.Reminders, clock);
        var settings = DatabaseSettings.ForPools(
            new NpgsqlConnectionStringBuilder(database.RuntimeConnectionString), 40, throughPooler: false);
        var session = new DatabaseSession(settings.ConnectionString, server: null);
        builder.Services.AddStatusLevelsDatabase(session);
        builder.AddStatusLevelsSilo(session);
        adjust?.Invoke(builder.Services);
        return builder.Build();
    }

    public static GrainId NewGrain() => GrainId.Create(GrainType.Create(StorageNames.OrganizationStatus), Guid.NewGuid().ToString("N"));

    /// <summary>Stores a reminder of a new grain.</summary>
    public async Task<ReminderEntry> AddAsync(DateTime startAt, TimeSpan? period = null, string name = "expiry", GrainId? grain = null)
    {
        var entry = Entry(grain ?? NewGrain(), name, startAt, period);
        entry.ETag = await Table.UpsertRow(entry);
        return entry;
    }

    public static ReminderEntry Entry(GrainId grain, string name, DateTime startAt, TimeSpan? period = null) => new()
    {
        GrainId = grain,
        ReminderName = name,
        StartAt = startAt,
        Period = period ?? TimeSpan.FromMinutes(1),
    };

    /// <summary>What a silo that owns the whole ring loads.</summary>
    public async Task<IList<ReminderEntry>> LoadAsync() => (await Table.ReadRows(0, 0)).Reminders;

    public async ValueTask DisposeAsync()
    {
        host.Dispose();
        await Database.DisposeAsync();
    }
}
