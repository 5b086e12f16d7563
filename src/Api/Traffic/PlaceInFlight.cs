using System.Threading.RateLimiting;

namespace StatusLevels.Api.Traffic;

/// <summary>The place of a request among those that are worked on.</summary>
internal sealed class PlaceInFlight(RateLimitLease lease) : IDisposable
{
    // A lease of the framework gives its place back once, however often it is disposed of.
    public void Dispose() => lease.Dispose();
}

internal static class PlaceInFlightExtensions
{
    /// <summary>
    /// Gives the place back early: what streams takes as long as its reader likes. Whoever calls this has a bound of its own on such requests.
    /// </summary>
    public static void LeaveFlight(this HttpContext context) => context.Features.Get<PlaceInFlight>()?.Dispose();
}
