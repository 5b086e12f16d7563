namespace StatusLevels.Api.Limits;

/// <summary>
/// Turns away what this node has no place for. It stands in front of authentication: whoever is turned away should cost next to nothing,
/// and no question to the database. The place is given back when the answer begins: it is for work, and a caller may take its time to read.
/// </summary>
internal sealed class InFlightLimit(RequestDelegate next, RequestGate gate)
{
    public async Task InvokeAsync(HttpContext context)
    {
        if (OutsideLimits.Holds(context))
        {
            await next(context);
            return;
        }

        if (await gate.EnterAsync(context.RequestAborted) is not { } lease)
        {
            await Problem.Overloaded.ExecuteAsync(context);
            return;
        }

        using var place = new PlaceInFlight(gate, lease);
        context.Features.Set(place);
        context.Response.OnStarting(
            static state =>
            {
                ((PlaceInFlight)state).Leave();
                return Task.CompletedTask;
            },
            place);
        await next(context);
    }
}
