using StatusLevels.Api.Limits;

namespace StatusLevels.Api.Organizations;

/// <summary>
/// Leads whoever proves nothing, and asks for what everybody sees alike, straight to the endpoint: there is nobody to authenticate and
/// nothing to authorize. The limit of requests counts here as behind those.
/// </summary>
internal sealed class StrangersReads(RequestDelegate next, Strangers strangers, CallLimiter limiter)
{
    public Task InvokeAsync(HttpContext context) =>
        !ServesStrangers.Asks(context, strangers) ? next(context)
        : limiter.Refuse(context, caller: null) is { } pause ? CallLimits.TooMany(pause).ExecuteAsync(context)
        : context.GetEndpoint()!.RequestDelegate!(context);
}
