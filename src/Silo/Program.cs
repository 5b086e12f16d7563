using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using StatusLevels.Silo;
using StatusLevels.Silo.Database;

try
{
    var builder = Host.CreateApplicationBuilder(args);
    using var loggers = LoggerFactory.Create(logging => logging.AddConsole());
    await using var database = await DatabaseStartup.OpenAsync(builder.Configuration, loggers, CancellationToken.None);
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
