using StatusLevels.Api.Settings;
using StatusLevels.Silo.Database;

namespace StatusLevels.Api.TransparencyLog;

/// <summary>The public log, in every process with an HTTP face that has a name and a key for it.</summary>
internal static class LogHosting
{
    public static void AddLog(this WebApplicationBuilder builder, ApiSettings settings, DatabaseSession database)
    {
        var services = builder.Services;
        services.AddSingleton<LogStore>();
        services.AddSingleton<LogMetrics>();
        services.AddSingleton<PublicLog>();
        services.AddSingleton<LogProofs>();
        services.AddSingleton<LogAudit>();
        services.AddSingleton<LogSelfCheck>();
        services.AddHostedService(provider => provider.GetRequiredService<LogSelfCheck>());
        if (LogIdentity.Of(settings, database) is not { } identity)
        {
            return;
        }

        services.AddSingleton(identity);
        services.AddSingleton<SeenCheckpoint>();
        services.AddSingleton<LogAppender>();
        services.AddHostedService(provider => provider.GetRequiredService<LogAppender>());
        if (settings.LogWitnesses.Count > 0)
        {
            services.AddHostedService<WitnessRounds>();
        }
    }
}
