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
using StatusLevels.Silo.Database;

namespace StatusLevels.Testing.Cluster;

/// <summary>The product in this process, since its clock is to be set; everything else about it is that of a node alone.</summary>
internal sealed class SteppedProduct : IAsyncDisposable
{
    private readonly TestFolder data;
    private readonly DatabaseSession session;
    private readonly WebApplication app;

    private SteppedProduct(TestFolder data, DatabaseSession session, WebApplication app)
    {
        this.data = data;
        this.session = session;
        this.app = app;
    }

    public Uri Address => new(app.Urls.Single());

    public static async Task<SteppedProduct> StartAsync(PostgresServer server, SteppedClock clock)
    {
        var folder = new TestFolder();
        try
        {
            var options = new NodeOptions
            {
                Name = "with a clock of its own",
                Database = $"{server.RuntimeConnectionString};Maximum Pool Size=12",
                InCluster = false,
            };
            var builder = HostBuilding.CreateBuilder([]);
            builder.Environment.EnvironmentName = "Production";
            builder.Configuration.AddInMemoryCollection(
                options.Settings(folder.Path).Select(pair => KeyValuePair.Create(pair.Key, (string?)pair.Value)));
            builder.Logging.ClearProviders();

            // Orleans's own upkeep stays on the system's clock, as its timers do when a machine's clock is set.
            builder.Services.AddSingleton<TimeProvider>(clock);
            builder.Services.UseTimeProviderForBackgroundAreas(TimeProvider.System);
            builder.Services.AddKeyedSingleton<TimeProvider>(ReminderTimeProviderNames.Reminders, clock);
            var opened = await DatabaseStartup.OpenAsync(builder.Configuration, NullLoggerFactory.Instance, CancellationToken.None);
            var built = Api.Program.Build(builder, builder.AddSettings(), opened);
            await built.EnsureFirstAdminAsync(CancellationToken.None);
            await built.RecordCatalogAsync(CancellationToken.None);
            await built.StartAsync();
            return new SteppedProduct(folder, opened, built);
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
        await session.DisposeAsync();
        data.Dispose();
    }
}
