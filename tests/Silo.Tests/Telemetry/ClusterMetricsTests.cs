using System.Collections.Immutable;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Net;
using System.Threading.Channels;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using StatusLevels.Silo.Telemetry;
using StatusLevels.Silo.Tests.Database;

namespace StatusLevels.Silo.Tests.Telemetry;

/// <summary>What a node tells of its cluster.</summary>
public sealed class ClusterMetricsTests
{
    [Fact]
    public async Task A_silo_that_dies_while_it_is_active_is_a_failover_and_one_that_leaves_is_not()
    {
        var members = new Members();
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

    /// <summary>A cluster whose members are what the test says.</summary>
    private sealed class Members : IClusterMembershipService
    {
        private readonly Channel<ClusterMembershipSnapshot> told = Channel.CreateUnbounded<ClusterMembershipSnapshot>();
        private long version;

        public ClusterMembershipSnapshot CurrentSnapshot { get; private set; } = new(ImmutableDictionary<SiloAddress, ClusterMember>.Empty, new MembershipVersion(0));

        public IAsyncEnumerable<ClusterMembershipSnapshot> MembershipUpdates => told.Reader.ReadAllAsync();

        public void Tell(params (int Number, SiloStatus Status)[] members)
        {
            CurrentSnapshot = new(
                members.Select(member => new ClusterMember(Address(member.Number), member.Status, member.Number.ToString(CultureInfo.InvariantCulture)))
                    .ToImmutableDictionary(member => member.SiloAddress),
                new MembershipVersion(++version));
            Assert.True(told.Writer.TryWrite(CurrentSnapshot));
        }

        public ValueTask Refresh(MembershipVersion minimumVersion = default, CancellationToken cancellationToken = default) => ValueTask.CompletedTask;

        public Task<bool> TryKill(SiloAddress siloAddress) => Task.FromResult(false);

        private static SiloAddress Address(int number) => SiloAddress.New(new IPEndPoint(IPAddress.Loopback, number), 1);
    }
}
