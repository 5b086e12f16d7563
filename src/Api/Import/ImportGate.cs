namespace StatusLevels.Api.Import;

/// <summary>Lets a few imports run at the same time: they share the database with everybody else.</summary>
internal sealed class ImportGate : IDisposable
{
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim places = new(ImportLimits.AtOnce);

    /// <summary>A place, to be disposed at the end; null when all are taken.</summary>
    public IDisposable? Enter() => places.Wait(TimeSpan.Zero) ? new Place(places) : null;

    public void Dispose() => places.Dispose();

    private sealed class Place(SemaphoreSlim places) : IDisposable
    {
        public void Dispose() => places.Release();
    }
}
