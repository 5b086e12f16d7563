using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using StatusLevels.Silo;
using StatusLevels.Silo.Database;

namespace StatusLevels.Bench.Reminders;

/// <summary>
/// The silo that is measured, in a process of its own. It refreshes its reminders often, so that many refreshes are measured.
/// </summary>
internal static class ReminderNode
{
    public const string Verb = "node";

    public static readonly TimeSpan RefreshPeriod = TimeSpan.FromSeconds(3);

    public static async Task RunAsync(ReminderTableKind table)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        using var loggers = LoggerFactory.Create(static _ => { });
        await using var database = await DatabaseStartup.OpenAsync(builder.Configuration, loggers, CancellationToken.None);
        builder.Services.AddStatusLevelsDatabase(database);
        builder.AddStatusLevelsSilo(database);
        if (table == ReminderTableKind.Stock)
        {
            builder.Services.RemoveAll<IReminderTable>();
            builder.Services.UseAdoNetReminderService(options => options.Configure(settings =>
                (settings.Invariant, settings.ConnectionString) = ("Npgsql", database.ConnectionString)));
        }

        var measured = builder.Services.Last(service => service.ServiceType == typeof(IReminderTable));
        builder.Services.Remove(measured);
        builder.Services.AddSingleton<IReminderTable>(provider => new TimedReminderTable((IReminderTable)(
            measured.ImplementationFactory?.Invoke(provider)
                ?? ActivatorUtilities.CreateInstance(provider, measured.ImplementationType!))));
        builder.Services.Configure<ReminderOptions>(options => options.RefreshReminderListPeriod = RefreshPeriod);
        using var host = builder.Build();
        await host.StartAsync();
        await host.Services.GetRequiredService<IGrainFactory>().GetGrain<IArmedGrain>(Guid.NewGuid()).Probe();
        using var self = Process.GetCurrentProcess();
        var sinceStart = TimeProvider.System.GetUtcNow().UtcDateTime - self.StartTime.ToUniversalTime();
        NodeLine.Write(new NodeLine(NodeLine.Ready, 0, sinceStart.TotalMilliseconds));
        await host.WaitForShutdownAsync();
    }
}
