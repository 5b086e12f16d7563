using Microsoft.Extensions.Hosting;
using StatusLevels.Silo;
using StatusLevels.Silo.Database;
using StatusLevels.Silo.Logging;
using StatusLevels.Silo.Telemetry;

// A node without an HTTP face: organizations live here, other nodes answer for them.
using var signals = new StopSignals();
try
{
    var builder = Host.CreateApplicationBuilder(args);
    builder.AddStatusLevelsLogging();
    SiloModes.RequireOthers(builder.Configuration, "A silo without an HTTP face");
    await using var database = await OpenDatabaseAsync(builder, signals.Token);
    builder.Services.AddStatusLevelsDatabase(database);
    builder.AddStatusLevelsSilo(database);
    builder.AddStatusLevelsTelemetry();
    var host = builder.Build();
    host.AnnounceWhenReady();
    await host.LiveAsync(signals.Token);
    return 0;
}
catch (Exception exception) when (OperatorFaults.SentenceOf(exception) is { } sentence)
{
    await Console.Error.WriteLineAsync(sentence);
    return 1;
}
catch (OperationCanceledException) when (signals.Token.IsCancellationRequested)
{
    await Console.Error.WriteLineAsync(StopSignals.BeforeStart);
    return 0;
}
catch (Exception exception) when (Redaction.IsNeeded(exception.ToString()))
{
    await Console.Error.WriteLineAsync(Redaction.Of(exception.ToString()));
    return 1;
}

static async Task<DatabaseSession> OpenDatabaseAsync(HostApplicationBuilder builder, CancellationToken cancellationToken)
{
    using var loggers = LogHosting.CreateStartupLoggers(builder.Configuration);
    return await DatabaseStartup.OpenAsync(builder.Configuration, loggers, cancellationToken);
}
