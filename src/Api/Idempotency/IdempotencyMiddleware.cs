using StatusLevels.Api.Import;

namespace StatusLevels.Api.Idempotency;

/// <summary>
/// Reads the <c>Idempotency-Key</c> of a change once it is known who calls and that they may. Whether there is an answer is asked
/// where the change is made: a key that is new costs no question.
/// </summary>
internal sealed class IdempotencyMiddleware(RequestDelegate next, RequestKeys keys)
{
    public const string ReplayedHeader = "Idempotency-Replayed";

    public async Task InvokeAsync(HttpContext context)
    {
        if (HasKey(context))
        {
            var body = await RequestBody.ReadAsync(context);
            var keyed = keys.Read(context, body.Span);
            context.Features.Set(keyed);
            context.Response.OnStarting(() =>
            {
                if (keyed.Replayed && context.Response.StatusCode < StatusCodes.Status300MultipleChoices)
                {
                    context.Response.Headers[ReplayedHeader] = "true";
                }

                return Task.CompletedTask;
            });
        }

        await next(context);
    }

    // Each line of an import can be repeated by itself, and the whole is too long to be kept.
    private static bool HasKey(HttpContext context) =>
        context.Request.Headers.ContainsKey(RequestKeys.Header)
        && context.Request.Method is "POST" or "PUT" or "PATCH" or "DELETE"
        && context.GetEndpoint() is { } endpoint
        && endpoint.Metadata.GetMetadata<NdjsonMetadata>() is null;
}
