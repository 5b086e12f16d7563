using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using StatusLevels.Silo;
using StatusLevels.Silo.Database;

// A node without an HTTP face: organizations live here, other nodes answer for them.
try
{
    var builder = Host.CreateApplicationBuilder(args);
    await using var database = await OpenDatabaseAsync(builder);
    builder.Services.AddStatusLevelsDatabase(database);
    builder.AddStatusLevelsSilo(database);
    using var host = builder.Build();
    await host.RunAsync();
    return 0;
}
catch (StartupException exception)
{
    await Console.Error.WriteLineAsync(exception.Message);
    return 1;
}
catch (OperationCanceledException)
{
    return 0;
}

static async Task<DatabaseSession> OpenDatabaseAsync(HostApplicationBuilder builder)
{
    using var signals = new StopSignals();
    using var loggers = LoggerFactory.Create(logging => logging.AddConfiguration(builder.Configuration.GetSection("Logging")).AddConsole());
    return await DatabaseStartup.OpenAsync(builder.Configuration, loggers, signals.Token);
}
