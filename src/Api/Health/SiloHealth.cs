using Microsoft.Extensions.Diagnostics.HealthChecks;
using StatusLevels.Silo;

namespace StatusLevels.Api.Health;

/// <summary>The silo of this node is an active member of its cluster: organizations can live here.</summary>
internal sealed class SiloHealth(ISiloStatusOracle silo) : IHealthCheck
{
    public const string Name = "silo";

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(silo.CurrentStatus == SiloStatus.Active
            ? HealthCheckResult.Healthy()
            : HealthCheckResult.Unhealthy($"The silo is {silo.CurrentStatus}."));
}

/// <summary>This node has no silo, and is connected to one that organizations live in.</summary>
internal sealed class RemoteSiloHealth(ClusterConnection silos) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        await silos.IsThereAsync(cancellationToken) ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy("No silo is connected.");
}
