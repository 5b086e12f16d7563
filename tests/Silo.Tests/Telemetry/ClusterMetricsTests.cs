using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using StatusLevels.Silo.Telemetry;
using StatusLevels.Silo.Tests.Cluster;
using StatusLevels.Testing;

namespace StatusLevels.Silo.Tests.Telemetry;

/// <summary>What a node tells of its cluster.</summary>
public sealed class ClusterMetricsTests
{
    [Fact]
    public async Task A_silo_that_dies_while_it_is_active_is_a_failover_and_one_that_leaves_is_not()
    {
        var members = new ToldMembers();
        await using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var meters = services.GetRequiredService<IMeterFactory>();
        using var metrics = new ClusterMetrics(members, meters, NullLogger<ClusterMetrics>.Instance);
        await metrics.StartAsync(TestContext.Current.CancellationToken);
        using var seen = new SeenGauges(ClusterMetrics.MeterName, meters);

        // One that was dead when this node came is old news.
        members.Tell((1, SiloStatus.Active), (2, SiloStatus.Active), (3, SiloStatus.Active), (4, SiloStatus.Dead));
        await Eventually.HoldsAsync(() => seen.Text() == "failovers 0, silos active 3, silos joining 0, silos stopping 0");

        members.Tell((1, SiloStatus.Active), (2, SiloStatus.Active), (3, SiloStatus.ShuttingDown), (4, SiloStatus.Dead));
        members.Tell((1, SiloStatus.Active), (2, SiloStatus.Dead), (3, SiloStatus.Stopping), (5, SiloStatus.Joining));
        await Eventually.HoldsAsync(() => seen.Text() == "failovers 1, silos active 1, silos joining 1, silos stopping 1");

        members.Tell((1, SiloStatus.Active), (2, SiloStatus.Dead), (3, SiloStatus.Dead), (5, SiloStatus.Active));
        members.Tell((1, SiloStatus.Active), (5, SiloStatus.Dead));
        await Eventually.HoldsAsync(() => seen.Text() == "failovers 2, silos active 1, silos joining 0, silos stopping 0");
        await metrics.StopAsync(TestContext.Current.CancellationToken);
    }
}
