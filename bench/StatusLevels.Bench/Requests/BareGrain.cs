using StatusLevels.Grains.Organizations;

namespace StatusLevels.Bench.Requests;

/// <summary>The least that an organization in memory can be: a grain of Orleans's with the same stored book, and nothing else.</summary>
internal interface IBareGrain : IGrainWithGuidKey
{
    Task<long> GetVersion();
}

[GrainType("bench-bare")]
internal sealed class BareGrain(
    [PersistentState(StorageNames.OrganizationStatus, StorageNames.Provider)] IPersistentState<OrganizationDocument> store)
    : Grain, IBareGrain
{
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        store.State = store.State with { Projection = null };
        return base.OnActivateAsync(cancellationToken);
    }

    public Task<long> GetVersion() => Task.FromResult(store.State.Version);
}
