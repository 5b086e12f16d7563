using Microsoft.AspNetCore.Connections;
using StatusLevels.Api.Import;

namespace StatusLevels.Api.Limits;

/// <summary>
/// Takes the body in before the request takes a place in flight: a place is for work, and not for waiting until a caller has sent what is
/// to be worked on. What is wrong with a body is still told by whoever reads it, after it is known who calls.
/// </summary>
internal sealed class BodyIntake(RequestDelegate next, BodyGate gate)
{
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            if (HasBody(context))
            {
                await RequestBody.TakeInAsync(context, gate);
            }
        }
        catch (ConnectionResetException)
        {
            // The caller left in the middle of it: nobody to answer, nothing to report.
            context.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
            return;
        }

        await next(context);
    }

    // What streams is read line by line, in a place of its own; what nobody serves is read by nobody.
    private static bool HasBody(HttpContext context) =>
        context.Request.Method is "POST" or "PUT" or "PATCH" or "DELETE"
        && (context.Request.ContentLength > 0 || context.Request.Headers.TransferEncoding.Count > 0)
        && !OutsideLimits.Holds(context)
        && context.GetEndpoint() is { } endpoint
        && endpoint.Metadata.GetMetadata<NdjsonMetadata>() is null;
}
