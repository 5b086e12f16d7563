using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using StatusLevels.Silo;
using StatusLevels.Silo.Database;

namespace StatusLevels.Bench;

/// <summary>A silo of the product's, composed and set as the product's executables have it, in this process.</summary>
internal sealed class BenchSilo : IAsyncDisposable
{
    private readonly DatabaseSession database;

    private BenchSilo(IHost host, DatabaseSession database)
    {
        Host = host;
        this.database = database;
    }

    public IHost Host { get; }

    public IGrainFactory Grains => Host.Services.GetRequiredService<IGrainFactory>();

    /// <summary>Starts it; it warns on the error output.</summary>
    /// <param name="databaseUrl">Its database; null: that of the environment.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    public static async Task<BenchSilo> StartAsync(string? databaseUrl, CancellationToken cancellationToken)
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateApplicationBuilder();
        builder.Configuration["CLUSTER"] = "local";
        if (databaseUrl is not null)
        {
            builder.Configuration["DATABASE_URL"] = databaseUrl;
        }

        builder.Logging.ClearProviders().SetMinimumLevel(LogLevel.Warning)
            .AddConsole(options => options.LogToStandardErrorThreshold = LogLevel.Trace);
        using var loggers = LoggerFactory.Create(static _ => { });
        var session = await DatabaseStartup.OpenAsync(builder.Configuration, loggers, cancellationToken);
        try
        {
            builder.Services.AddStatusLevelsDatabase(session);
            builder.AddStatusLevelsSilo(session);
            var host = builder.Build();
            await host.StartAsync(cancellationToken);
            return new BenchSilo(host, session);
        }
        catch
        {
            await session.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Host.StopAsync();
        Host.Dispose();
        await database.DisposeAsync();
    }
}
