using Microsoft.Extensions.Hosting;
using StatusLevels.Grains.Contracts;

namespace StatusLevels.Silo;

/// <summary>
/// While silos come and go, an organization may live elsewhere already, and the one here does not know it yet. Calls find the right one;
/// what is shown beside them would be old. So nothing is shown until the cluster has settled.
/// </summary>
internal sealed class SettlingCluster(IClusterMembershipService membership, LocalSnapshots shown) : BackgroundService
{
    /// <summary>By then every silo has heard of the change, and has let go of what others have taken over.</summary>
    public TimeSpan Settling { get; init; } = TimeSpan.FromSeconds(15);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var known = new HashSet<(SiloAddress, SiloStatus)>();
        await foreach (var snapshot in membership.MembershipUpdates.WithCancellation(stoppingToken))
        {
            var members = snapshot.Members.Values
                .Where(member => member.Status != SiloStatus.Dead)
                .Select(member => (member.SiloAddress, member.Status))
                .ToHashSet();

            // A silo that is alone has nobody who could take over.
            if (!members.SetEquals(known) && Math.Max(members.Count, known.Count) > 1)
            {
                shown.HideAll(Settling);
            }

            known = members;
        }
    }
}
