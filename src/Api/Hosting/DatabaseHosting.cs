using StatusLevels.Silo;
using StatusLevels.Silo.Database;
using StatusLevels.Silo.Database.Backup;
using StatusLevels.Silo.Logging;

namespace StatusLevels.Api.Hosting;

/// <summary>The database: opened before the host is built, closed after it has stopped.</summary>
internal static class DatabaseHosting
{
    public static async Task<DatabaseSession> OpenDatabaseAsync(this WebApplicationBuilder builder, CancellationToken cancellationToken)
    {
        SiloModes.From(builder.Configuration);
        using var loggers = builder.CreateStartupLoggers();
        return await DatabaseStartup.OpenAsync(builder.Configuration, loggers, cancellationToken);
    }

    public static async Task MigrateDatabaseAsync(this WebApplicationBuilder builder, CancellationToken cancellationToken)
    {
        using var loggers = builder.CreateStartupLoggers();
        await DatabaseStartup.MigrateAsync(builder.Configuration, loggers, cancellationToken);
    }

    /// <summary>Where the database is, for a command that only looks into it.</summary>
    public static async Task<string> FindDatabaseAsync(this WebApplicationBuilder builder, CancellationToken cancellationToken)
    {
        using var loggers = builder.CreateStartupLoggers();
        return await DatabaseStartup.FindAsync(builder.Configuration, loggers, cancellationToken);
    }

    /// <summary>Writes the database to a file.</summary>
    public static async Task BackupDatabaseAsync(this WebApplicationBuilder builder, string file, CancellationToken cancellationToken)
    {
        using var loggers = builder.CreateStartupLoggers();
        await DatabaseBackup.WriteAsync(builder.Configuration, loggers, file, cancellationToken);
    }

    /// <summary>Fills an empty database from such a file.</summary>
    public static async Task RestoreDatabaseAsync(this WebApplicationBuilder builder, string file, CancellationToken cancellationToken)
    {
        using var loggers = builder.CreateStartupLoggers();
        await DatabaseBackup.ReadAsync(builder.Configuration, loggers, file, cancellationToken);
    }

    public static void AddDatabase(this WebApplicationBuilder builder, DatabaseSession database)
    {
        builder.Services.AddSingleton(database);
        builder.Services.AddStatusLevelsDatabase(database);
    }

    /// <summary>The host's own loggers come only with the host.</summary>
    private static ILoggerFactory CreateStartupLoggers(this WebApplicationBuilder builder) =>
        LogHosting.CreateStartupLoggers(builder.Configuration);
}
