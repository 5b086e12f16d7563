namespace StatusLevels.Api.Delivery.Webhooks;

/// <summary>How many webhooks this process sends at once, to all endpoints together.</summary>
internal sealed class SendingPlaces : IDisposable
{
    /// <summary>That many.</summary>
    public const int AtOnce = 256;

    private readonly SemaphoreSlim places = new(AtOnce, AtOnce);

    /// <summary>Waits for a place; it is given back by disposing what comes.</summary>
    public async Task<IDisposable> TakeAsync(CancellationToken cancellationToken)
    {
        await places.WaitAsync(cancellationToken);
        return new Place(places);
    }

    public void Dispose() => places.Dispose();

    private sealed class Place(SemaphoreSlim places) : IDisposable
    {
        public void Dispose() => places.Release();
    }
}
