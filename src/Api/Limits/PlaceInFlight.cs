using Microsoft.AspNetCore.Http.Features;

namespace StatusLevels.Api.Limits;

/// <summary>The place that a request takes on this node, until its answer begins; among the streams, until it ends.</summary>
internal sealed class PlaceInFlight(RequestGate gate, IDisposable lease) : IDisposable
{
    private IDisposable current = lease;
    private bool streams;

    /// <summary>Takes a place among the streams instead; false when there is none, and the request stays where it was.</summary>
    public bool MoveToStreams(Actor caller)
    {
        if (gate.EnterStreams(caller) is not { } stream)
        {
            return false;
        }

        current.Dispose();
        (current, streams) = (stream, true);
        return true;
    }

    /// <summary>The work is done, but for what streams.</summary>
    public void Leave()
    {
        if (!streams)
        {
            current.Dispose();
        }
    }

    public void Dispose() => current.Dispose();
}

internal static class PlaceInFlightExtensions
{
    /// <summary>
    /// What streams takes as long as its reader likes: it leaves the requests that are worked on, for a bound of its own. False when too
    /// many stream already, in all or of this caller, who is somebody; the answer is <see cref="Problems.Problem.Overloaded"/> then.
    /// </summary>
    public static bool MoveToStreams(this HttpContext context) =>
        context.Features.GetRequiredFeature<PlaceInFlight>().MoveToStreams(context.User.Caller()!.Actor);

    /// <summary>What is left is to be waited for, or to be read, and no work.</summary>
    public static void LeavePlace(this HttpContext context) => context.Features.GetRequiredFeature<PlaceInFlight>().Leave();
}
