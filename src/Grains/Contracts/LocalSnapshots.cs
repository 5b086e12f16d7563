using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using StatusLevels.Grains.Domain;

namespace StatusLevels.Grains.Contracts;

/// <summary>
/// The snapshots of the organizations that are in the memory of this process: what <see cref="IOrganizationStatusGrain.GetStatus"/> says,
/// without the call. An organization shows what it last committed, and takes it back before anybody else may change it: when its memory is
/// dropped, and when it is not known whether a write happened. Without a silo in the process there is none.
/// </summary>
public sealed class LocalSnapshots
{
    // The machine's clock: what passes for organizations has no part in it.
    private static readonly TimeProvider Clock = TimeProvider.System;

    private readonly ConcurrentDictionary<OrganizationId, LocalSnapshot> shown = new();
    private long hiddenUntil = long.MinValue;

    private bool IsHidden => Clock.GetTimestamp() < Volatile.Read(ref hiddenUntil);

    /// <summary>What the organization says at this instant.</summary>
    /// <returns>False when it is not in memory here, or something has fallen due: then it has to be asked.</returns>
    public bool TryGet(OrganizationId organization, DateTimeOffset now, [NotNullWhen(true)] out LocalSnapshot? local) =>
        shown.TryGetValue(organization, out local) && local.Snapshot.IsTrueAt(now) && !IsHidden;

    /// <summary>
    /// The organization is not in memory here, as far as that can be told: while silos come and go, it can not.
    /// </summary>
    public bool Lacks(OrganizationId organization) => !IsHidden && !shown.ContainsKey(organization);

    /// <summary>
    /// Shows nothing for so long, and forgets what it showed: each organization shows itself again when it is asked after that.
    /// </summary>
    public void HideAll(TimeSpan duration)
    {
        Volatile.Write(ref hiddenUntil, Clock.GetTimestamp() + (long)(duration.TotalSeconds * Clock.TimestampFrequency));
        shown.Clear();
    }

    internal void Show(StatusSnapshot snapshot)
    {
        if (!IsHidden && !(shown.TryGetValue(snapshot.OrganizationId, out var known) && ReferenceEquals(known.Snapshot, snapshot)))
        {
            shown[snapshot.OrganizationId] = new LocalSnapshot(snapshot);
            if (IsHidden)
            {
                // It came to that at this very moment.
                Hide(snapshot.OrganizationId);
            }
        }
    }

    internal void Hide(OrganizationId organization) => shown.TryRemove(organization, out _);
}

/// <summary>What an organization says until it says something else.</summary>
/// <param name="snapshot">The last committed state.</param>
public sealed class LocalSnapshot(StatusSnapshot snapshot)
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
