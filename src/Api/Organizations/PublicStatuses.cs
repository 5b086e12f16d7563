using StatusLevels.Api.Analytics;
using StatusLevels.Api.Health;
using StatusLevels.Grains.Contracts;
using StatusLevels.Silo.Organizations;

namespace StatusLevels.Api.Organizations;

/// <summary>
/// What organizations say to those who see what anyone sees. One that is in the memory of this process is asked; another is read where it
/// is stored, on whatever node that is, and woken when it is read often. Whoever makes up ids wakes nobody.
/// </summary>
internal sealed class PublicStatuses(
    IGrainFactory grains,
    StoredStatuses stored,
    LocalSnapshots shown,
    DatabaseReach database,
    RecentlyRead recent,
    PublicReads reads,
    StatusCounts counts)
{
    public async ValueTask<PublicStatus> ReadAsync(OrganizationId organization, CancellationToken cancellationToken)
    {
        var status = await LookAsync(organization, cancellationToken);
        reads.Add();
        return status;
    }

    /// <summary>The same for what only shows it, such as a badge: nobody has read the status itself.</summary>
    public async ValueTask<PublicStatus> LookAsync(OrganizationId organization, CancellationToken cancellationToken) =>
        await StoredAsync(organization, cancellationToken) ?? PublicStatus.Of(await grains.OrganizationStatus(organization).GetStatus());

    private async ValueTask<PublicStatus?> StoredAsync(OrganizationId organization, CancellationToken cancellationToken)
    {
        if (database.AwayFor is not null || !shown.Lacks(organization) || recent.IsOften(organization)
            || await stored.ReadAsync(organization, cancellationToken) is not { } status)
        {
            return null;
        }

        counts.AddCold();
        if (status.Version > 0)
        {
            recent.Add(organization);
        }

        return status;
    }
}
