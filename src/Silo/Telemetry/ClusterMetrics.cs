using System.Collections.Immutable;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace StatusLevels.Silo.Telemetry;

/// <summary>
/// The meter <c>StatusLevels.Cluster</c>: who is in the cluster as this node sees it, and how
/// often others were declared dead that had not said goodbye. It reads what the silo knows anyway.
/// </summary>
internal sealed partial class ClusterMetrics : BackgroundService
{
    /// <summary>The name of the meter.</summary>
    public const string MeterName = "StatusLevels.Cluster";

    private readonly IClusterMembershipService membership;
    private readonly ILogger<ClusterMetrics> logger;
    private long failovers;

    public ClusterMetrics(IClusterMembershipService membership, IMeterFactory meters, ILogger<ClusterMetrics> logger)
    {
        (this.membership, this.logger) = (membership, logger);
        var meter = meters.Create(MeterName);
        meter.CreateObservableGauge(
            "statuslevels.cluster.silos", Count, "{silo}", "Silos of the cluster by their state, as this node sees them.");
        meter.CreateObservableCounter(
            "statuslevels.cluster.failovers", () => Interlocked.Read(ref failovers), "{silo}",
            "Silos that were declared dead while they were active: killed, cut off or starved. One that shuts down is not counted.");
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var known = ImmutableDictionary<SiloAddress, ClusterMember>.Empty;
        await foreach (var snapshot in membership.MembershipUpdates.WithCancellation(stoppingToken))
        {
            foreach (var member in snapshot.Members.Values)
            {
                if (member.Status == SiloStatus.Dead
                    && known.TryGetValue(member.SiloAddress, out var before)
                    && before.Status == SiloStatus.Active)
                {
                    Interlocked.Increment(ref failovers);
                    LogFailover(member.Name, member.SiloAddress);
                }
            }

            known = snapshot.Members;
        }
    }

    private IEnumerable<Measurement<int>> Count()
    {
        var members = membership.CurrentSnapshot.Members.Values;
        return
        [
            State("active", members.Count(member => member.Status == SiloStatus.Active)),
            State("joining", members.Count(member => member.Status is SiloStatus.Created or SiloStatus.Joining)),
            State("stopping", members.Count(member => member.Status is SiloStatus.ShuttingDown or SiloStatus.Stopping)),
        ];
    }

    private static Measurement<int> State(string state, int silos) => new(silos, new KeyValuePair<string, object?>("state", state));

    [LoggerMessage(
        1, LogLevel.Warning, "Silo {Name} at {Address} was declared dead while it was active; its organizations wake up on other nodes")]
    private partial void LogFailover(string name, SiloAddress address);
}
