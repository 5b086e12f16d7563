using System.Threading.RateLimiting;
using StatusLevels.Api.Settings;

namespace StatusLevels.Api.Limits;

/// <summary>
/// Bounds the requests that this node works on at the same time. More would make all of them slow and none of them sooner; a few may wait
/// for a moment, so that a gust is no refusal.
/// </summary>
internal sealed class RequestGate(ApiSettings settings, TimeProvider time) : IDisposable
{
    /// <summary>How long a request waits at most before it is turned away.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(1);

    /// <summary>Answers and bodies that stream at the same time: each holds some 100 KB and no connection of the database.</summary>
    public const int StreamsAtOnce = 64;

    /// <summary>Of them, those of one caller.</summary>
    public const int StreamsOfOneCaller = 4;

    /// <summary>Keys that this node does not know, and asks the database about, at the same time; and how many wait for that.</summary>
    private const int LookupsAtOnce = 4;

    private const int LookupsWaiting = 64;

    private readonly ConcurrencyLimiter lookups = new(new()
    {
        PermitLimit = LookupsAtOnce,
        QueueLimit = LookupsWaiting,
        QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
    });

    private readonly SharedGate<Actor> streams = new(StreamsAtOnce, StreamsOfOneCaller);
    private readonly ConcurrencyLimiter places = new(new()
    {
        PermitLimit = settings.Limits.RequestsAtOnce,
        QueueLimit = settings.Limits.RequestsWaiting,
        QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
    });

    /// <summary>How many wait now.</summary>
    public long Waiting => places.GetStatistics()!.CurrentQueuedCount;

    /// <summary>A place, to be given back at the end; null when none came free in time.</summary>
    public ValueTask<RateLimitLease?> EnterAsync(CancellationToken cancellationToken) => EnterAsync(places, cancellationToken);

    /// <summary>A place to ask the database about somebody nobody knows yet; null when none came free in time.</summary>
    public ValueTask<RateLimitLease?> EnterLookupsAsync(CancellationToken cancellationToken) => EnterAsync(lookups, cancellationToken);

    /// <summary>A place among the streams; null when all of them are taken, or as many by this caller as one may have.</summary>
    public IDisposable? EnterStreams(Actor caller) => streams.Enter(caller);

    public void Dispose()
    {
        places.Dispose();
        lookups.Dispose();
    }

    private ValueTask<RateLimitLease?> EnterAsync(ConcurrencyLimiter limiter, CancellationToken cancellationToken)
    {
        var place = limiter.AttemptAcquire();
        return place.IsAcquired ? new(place) : WaitAsync(limiter, cancellationToken);
    }

    private async ValueTask<RateLimitLease?> WaitAsync(ConcurrencyLimiter limiter, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(LongestWait, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            var place = await limiter.AcquireAsync(1, either.Token);
            return place.IsAcquired ? place : null;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }
}
