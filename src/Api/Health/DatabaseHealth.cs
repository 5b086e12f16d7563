using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;
using StatusLevels.Silo.Database;

namespace StatusLevels.Api.Health;

/// <summary>The database answers.</summary>
internal sealed class DatabaseHealth(NpgsqlDataSource database) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await using var command = database.CreateCommand("select 1");
            await command.ExecuteScalarAsync(cancellationToken);
            return HealthCheckResult.Healthy();
        }
        catch (Exception exception) when (exception is NpgsqlException or TimeoutException)
        {
            return HealthCheckResult.Unhealthy(exception.Message);
        }
    }
}

/// <summary>
/// Every migration of this build is in the database. They only go forward: once there, always there, so it is found out once.
/// </summary>
internal sealed class MigrationHealth(DatabaseSession database) : IHealthCheck
{
    private volatile bool isUpToDate;

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (isUpToDate)
        {
            return HealthCheckResult.Healthy();
        }

        try
        {
            var status = await Migrator.PendingAsync(database.ConnectionString, cancellationToken);
            isUpToDate = status.Pending.Count == 0;
            return isUpToDate
                ? HealthCheckResult.Healthy()
                : HealthCheckResult.Unhealthy($"{status.Pending.Count} migrations are missing.");
        }
        catch (Exception exception) when (exception is NpgsqlException or TimeoutException)
        {
            return HealthCheckResult.Unhealthy(exception.Message);
        }
    }
}
