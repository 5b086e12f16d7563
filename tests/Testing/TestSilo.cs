using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Reminders;
using Orleans.TestingHost;
using StatusLevels.Grains.Contracts;
using StatusLevels.Grains.Domain;
using StatusLevels.Silo;
using StatusLevels.Silo.Database;

namespace StatusLevels.Testing;

/// <summary>
/// A real silo over a real database, in this process. Its clock is the test's; Orleans's own upkeep stays on the system's.
/// </summary>
public sealed class TestSilo : IAsyncDisposable
{
    private readonly IHost host;

    private TestSilo(IHost host) => this.host = host;

    public IServiceProvider Services => host.Services;

    public IGrainFactory Grains => Services.GetRequiredService<IGrainFactory>();

    /// <summary>Starts it and waits until it is active.</summary>
    /// <param name="database">Where it stores, under the role of the running product.</param>
    /// <param name="clock">The application's and the reminders' clock; null is the system's.</param>
    /// <param name="adjust">Last changes to the composition.</param>
    public static Task<TestSilo> StartAsync(
        TestDatabase database, TimeProvider? clock = null, Action<HostApplicationBuilder>? adjust = null) =>
        StartAsync(database.RuntimeConnectionString, clock, adjust);

    /// <summary>Starts it on a database that is reached in a way of the caller's own, and waits until it is active.</summary>
    /// <param name="connectionString">How the silo reaches its database.</param>
    /// <param name="clock">The application's and the reminders' clock; null is the system's.</param>
    /// <param name="adjust">Last changes to the composition.</param>
    public static async Task<TestSilo> StartAsync(
        string connectionString, TimeProvider? clock = null, Action<HostApplicationBuilder>? adjust = null)
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Configuration["CLUSTER"] = "local";
        builder.Configuration["DASHBOARD"] = "off";
        builder.Logging.AddFilter(level => level >= LogLevel.Warning);
        if (clock is not null)
        {
            builder.Services.AddSingleton(clock);
            builder.Services.UseTimeProviderForBackgroundAreas(TimeProvider.System);
            builder.Services.AddKeyedSingleton(ReminderTimeProviderNames.Reminders, clock);
        }

        var settings = DatabaseSettings.ForPools(new Npgsql.NpgsqlConnectionStringBuilder(connectionString), 40, throughPooler: false);
        var session = new DatabaseSession(settings.ConnectionString, server: null);
        builder.Services.AddStatusLevelsDatabase(session);
        builder.AddStatusLevelsSilo(session);
        adjust?.Invoke(builder);
        var built = builder.Build();
        await built.StartAsync();
        return new TestSilo(built);
    }

    public IOrganizationStatusGrain Organization(OrganizationId id) => Grains.OrganizationStatus(id);

    public async ValueTask DisposeAsync()
    {
        await host.StopAsync();
        host.Dispose();
    }
}
