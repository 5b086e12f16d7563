namespace StatusLevels.Api.Binding;

/// <summary>The caller asked with HEAD: the answer has the headers that GET would have, and no body.</summary>
internal sealed record HeadRequest
{
    public static bool Is(HttpContext context) => context.Features.Get<HeadRequest>() is not null;
}

/// <summary>
/// Serves HEAD wherever there is a GET, by asking the GET. The server knows from the first line of the request that no body goes out, and
/// throws away what is written.
/// </summary>
internal sealed class HeadRequests(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (HttpMethods.IsHead(context.Request.Method))
        {
            context.Features.Set(new HeadRequest());
            context.Request.Method = HttpMethods.Get;
        }

        return next(context);
    }
}
