using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;

namespace StatusLevels.Api.Delivery;

/// <summary>Whether anything is sent from this database: an operator's choice, which keeps no traffic away.</summary>
internal sealed class DeliveryHealth(NpgsqlDataSource database) : IHealthCheck
{
    public const string Name = "delivery";

    /// <summary>What the answer tells while nothing is sent; the key of its data.</summary>
    public const string Held = "held";

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            return await DeliveryHold.ReasonAsync(database, cancellationToken) is { } reason
                ? HealthCheckResult.Healthy(reason, new Dictionary<string, object>(StringComparer.Ordinal) { [Held] = true })
                : HealthCheckResult.Healthy();
        }
        catch (NpgsqlException exception)
        {
            return HealthCheckResult.Unhealthy(exception.Message);
        }
    }
}
