using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace StatusLevels.Api.Health;

/// <summary>The silo of this node is an active member of its cluster: organizations can live here.</summary>
internal sealed class SiloHealth(ISiloStatusOracle silo) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(silo.CurrentStatus == SiloStatus.Active
            ? HealthCheckResult.Healthy()
            : HealthCheckResult.Unhealthy($"The silo is {silo.CurrentStatus}."));
}
