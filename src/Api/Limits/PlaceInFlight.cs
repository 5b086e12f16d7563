using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http.Features;

namespace StatusLevels.Api.Limits;

/// <summary>The place that a request takes on this node, until it ends.</summary>
internal sealed class PlaceInFlight(RequestGate gate, RateLimitLease lease) : IDisposable
{
    private RateLimitLease current = lease;

    /// <summary>Takes a place among the streams instead; false when all of them are taken, and the request stays where it was.</summary>
    public bool MoveToStreams()
    {
        var stream = gate.EnterStreams();
        if (!stream.IsAcquired)
        {
            return false;
        }

        current.Dispose();
        current = stream;
        return true;
    }

    public void Dispose() => current.Dispose();
}

internal static class PlaceInFlightExtensions
{
    /// <summary>
    /// What streams takes as long as its reader likes: it leaves the requests that are worked on, for a bound of its own. False when too many
    /// stream already; the answer is <see cref="Problems.Problem.Overloaded"/> then.
    /// </summary>
    public static bool MoveToStreams(this HttpContext context) => context.Features.GetRequiredFeature<PlaceInFlight>().MoveToStreams();
}
