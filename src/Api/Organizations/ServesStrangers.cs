namespace StatusLevels.Api.Organizations;

/// <summary>
/// Marks an endpoint that answers whoever proves nothing without authentication and authorization: there is nothing to find out.
/// </summary>
internal class ServesStrangers
{
    /// <summary>It says the same to everybody: a cookie that travels along is not looked at.</summary>
    public bool IgnoresCookies { get; init; }

    /// <summary>Pages of others load it, and many people may share an address: it has a limit of its own.</summary>
    public bool IsEmbedded { get; init; }

    public static bool Asks(HttpContext context, Strangers strangers) =>
        context.GetEndpoint()?.Metadata.GetMetadata<ServesStrangers>() is { } served && served.IsFor(context.Request, strangers);

    protected bool IsFor(HttpRequest request, Strangers strangers) =>
        IgnoresCookies ? request.Headers.Authorization.Count == 0 : strangers.Sent(request);
}
