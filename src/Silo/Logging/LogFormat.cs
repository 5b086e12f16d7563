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
    /// <summary>What the operator says; else text in development, where a person looks on, and JSON elsewhere.</summary>
    /// <exception cref="StartupException">It is neither; the sentence names it.</exception>
    public static LogFormat From(IConfiguration configuration, IHostEnvironment environment) =>
        configuration.Setting("LOG_FORMAT").Trimmed.OneOf(("text", LogFormat.Text), ("json", LogFormat.Json))
        ?? (environment.IsDevelopment() ? LogFormat.Text : LogFormat.Json);
}
