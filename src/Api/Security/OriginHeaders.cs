using System.Collections.Concurrent;
using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace StatusLevels.Api.Security;

/// <summary>
/// What answers to a read say to a page of another origin: what the framework says. It says the same to an origin every time, and so is
/// asked once for each that it allows. To all others it says nothing.
/// </summary>
internal sealed class OriginHeaders(ICorsService cors, IOptions<CorsOptions> options)
{
    private readonly CorsPolicy policy = options.Value.GetPolicy(options.Value.DefaultPolicyName)!;
    private readonly ConcurrentDictionary<string, KeyValuePair<string, StringValues>[]> allowed = new(StringComparer.Ordinal);

    /// <summary>Call it last: some are added to those that are there.</summary>
    public void Add(HttpContext context)
    {
        var origin = context.Request.Headers.Origin.ToString();
        if (origin.Length == 0)
        {
            return;
        }

        if (!allowed.TryGetValue(origin, out var said))
        {
            if (!policy.IsOriginAllowed(origin))
            {
                return;
            }

            said = allowed.GetOrAdd(origin, Said);
        }

        var headers = context.Response.Headers;
        foreach (var (name, value) in said)
        {
            headers.Append(name, value);
        }
    }

    private KeyValuePair<string, StringValues>[] Said(string origin)
    {
        var context = new DefaultHttpContext();
        context.Request.Method = HttpMethods.Get;
        context.Request.Headers.Origin = origin;
        cors.ApplyResult(cors.EvaluatePolicy(context, policy), context.Response);
        return [.. context.Response.Headers];
    }
}
