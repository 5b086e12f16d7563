using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;

namespace StatusLevels.Silo.Logging;

/// <summary>Whom the lines on the standard output are for.</summary>
public enum LogFormat
{
    /// <summary>A person at a terminal.</summary>
    Text,

    /// <summary>A program that collects lines: one JSON object each.</summary>
    Json,
}

/// <summary>Reads <c>LOG_FORMAT</c>.</summary>
public static class LogFormatSetting
{
    private const string Name = "LOG_FORMAT";

    /// <summary>What the operator says; else text in development, where a person looks on, and JSON elsewhere.</summary>
    /// <exception cref="StartupException">It is neither; the sentence names it.</exception>
    public static LogFormat From(IConfiguration configuration, IHostEnvironment environment) => configuration[Name]?.Trim().ToUpperInvariant() switch
    {
        null or "" => environment.IsDevelopment() ? LogFormat.Text : LogFormat.Json,
        "TEXT" => LogFormat.Text,
        "JSON" => LogFormat.Json,
        _ => throw new StartupException($"{Name} must be \"text\" or \"json\", but is \"{configuration[Name]}\"."),
    };
}
