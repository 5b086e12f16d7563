using StatusLevels.Grains.Contracts;
using StatusLevels.Grains.Domain;

namespace StatusLevels.Grains.Organizations;

/// <summary>What readers are shown: by a call, and beside it in this process.</summary>
internal sealed partial class OrganizationStatusGrain
{
    private StatusSnapshot? snapshot;
    private bool isDropped;

    /// <inheritdoc />
    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        isDropped = true;
        Hide();
        return base.OnDeactivateAsync(reason, cancellationToken);
    }

    public Task<StatusSnapshot> GetStatus()
    {
        asked = true;
        LeaveIfUntouched();
        return Task.FromResult(CurrentSnapshot());
    }

    private StatusSnapshot CurrentSnapshot()
    {
        var now = Instant.Truncate(clock.GetUtcNow());
        var current = snapshot is { } known && known.IsTrueAt(now)
            ? known
            : StatusSnapshot.Of(committed.Version, Book.At(now, catalog), now, catalog);
        Show(current);
        return current;
    }

    // Readers in this process see the same. An organization that nobody touched is not kept for them: any UUID is one.
    private void Show(StatusSnapshot status)
    {
        snapshot = status;
        if (status.Version > 0 && !isDropped)
        {
            shown.Show(status);
        }
    }

    private void Hide()
    {
        snapshot = null;
        shown.Hide(Organization);
    }
}
