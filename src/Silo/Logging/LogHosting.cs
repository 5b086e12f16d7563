using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.Memory;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace StatusLevels.Silo.Logging;

/// <summary>What every node of the product logs, and how.</summary>
public static class LogHosting
{
    private const string Formatter = "Logging:Console:FormatterName";

    // Defaults only: a file or the environment may say otherwise, by the names that .NET gives them.
    private static readonly Dictionary<string, string?> Defaults = new(StringComparer.Ordinal)
    {
        ["Logging:LogLevel:Default"] = "Information",
        ["Logging:LogLevel:Microsoft"] = "Warning",
        ["Logging:LogLevel:Orleans"] = "Warning",
        ["Logging:LogLevel:Polly"] = "Warning",
        ["Logging:Console:FormatterOptions:SingleLine"] = "true",
        ["Logging:Console:FormatterOptions:TimestampFormat"] = "yyyy-MM-dd'T'HH:mm:ss.fff'Z' ",
        ["Logging:Console:FormatterOptions:UseUtcTimestamp"] = "true",
    };

    /// <summary>Sets the format and the levels. To be called first: nothing is logged before.</summary>
    /// <exception cref="StartupException">A setting is wrong; the sentence names it.</exception>
    public static IHostApplicationBuilder AddStatusLevelsLogging(this IHostApplicationBuilder builder)
    {
        var format = LogFormatSetting.From(builder.Configuration, builder.Environment);
        var formatter = format == LogFormat.Json ? JsonLineFormatter.FormatterName : ConsoleFormatterNames.Simple;
        builder.Configuration.Sources.Insert(0, new MemoryConfigurationSource
        {
            InitialData = Defaults.Append(new(Formatter, formatter)),
        });
        builder.Services.AddSingleton(new ChosenLogFormat(format));
        builder.Logging.AddProductConsole(builder.Configuration);
        return builder;
    }

    /// <summary>Loggers for what happens before there is a host. To be disposed of, so that their last lines are written.</summary>
    public static ILoggerFactory CreateStartupLoggers(IConfiguration configuration) =>
        LoggerFactory.Create(logging => logging.AddConfiguration(configuration.GetSection("Logging")).AddProductConsole(configuration));

    // By hand: builders of hosts set a formatter too, and theirs would beat the configuration.
    private static void AddProductConsole(this ILoggingBuilder logging, IConfiguration configuration)
    {
        RedactingLoggers.TakePlace(logging.Services);
        logging.AddConsole(options => options.FormatterName = configuration[Formatter])
            .AddConsoleFormatter<JsonLineFormatter, ConsoleFormatterOptions>();
    }
}

/// <summary>The format that this process logs in.</summary>
/// <param name="Format">As the settings say.</param>
public sealed record ChosenLogFormat(LogFormat Format);
