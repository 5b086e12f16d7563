using StatusLevels.Api.Limits;

namespace StatusLevels.Api.Security;

/// <summary>
/// Looks up the service keys that this node has not seen lately, a few at a time, before their requests take a place in flight: whoever
/// makes up keys waits behind others who do, and not in front of everybody.
/// </summary>
internal sealed class UnknownKeys(
    RequestDelegate next, BearerCredentials credentials, PrincipalCache principals, FailedCredentials failed, RequestGate gate)
{
    public async Task InvokeAsync(HttpContext context)
    {
        if (BearerAuthentication.Presented(context.Request) is { } bearer
            && credentials.IsUnknownKey(bearer) && !failed.AreTooMany(context))
        {
            using var turn = await gate.EnterLookupsAsync(context.RequestAborted);
            if (turn is null)
            {
                await Problem.Overloaded.ExecuteAsync(context);
                return;
            }

            // Others of this address may have failed while this one waited. What is found, and that there is nothing, is remembered until
            // authentication asks.
            if (!failed.AreTooMany(context))
            {
                await principals.KeyAsync(ServiceKey.Hash(bearer), context.RequestAborted);
            }
        }

        await next(context);
    }
}
