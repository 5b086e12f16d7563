using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using StatusLevels.Grains.Domain;

namespace StatusLevels.Grains.Contracts;

/// <summary>
/// What the organizations that are in the memory of this process say, for readers in the same process: as <see cref="IOrganizationStatusGrain.GetStatus"/>,
/// without the call. An organization shows what it last committed, and takes it back before anybody else may change it: when its memory is
/// dropped, and when it is not known whether a write happened. Without a silo in the process there is none.
/// </summary>
public sealed class LocalStatuses
{
    private readonly ConcurrentDictionary<OrganizationId, LocalStatus> shown = new();

    /// <summary>What the organization says at this instant.</summary>
    /// <returns>False when it is not in memory here, or something has fallen due: then it has to be asked.</returns>
    public bool TryGet(OrganizationId organization, DateTimeOffset now, [NotNullWhen(true)] out LocalStatus? status) =>
        shown.TryGetValue(organization, out status) && !(status.Snapshot.NextDue <= now);

    internal void Show(StatusSnapshot snapshot) => shown[snapshot.OrganizationId] = new LocalStatus(snapshot);

    internal void Hide(OrganizationId organization) => shown.TryRemove(organization, out _);
}

/// <summary>What an organization says until it says something else.</summary>
/// <param name="snapshot">The last committed state.</param>
public sealed class LocalStatus(StatusSnapshot snapshot)
{
    private volatile object? kept;

    public StatusSnapshot Snapshot => snapshot;

    /// <summary>What a reader made of it, to be found again by the next and gone with it; null at first.</summary>
    public object? Kept
    {
        get => kept;
        set => kept = value;
    }
}
