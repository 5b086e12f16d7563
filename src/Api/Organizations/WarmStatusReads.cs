using StatusLevels.Api.Analytics;
using StatusLevels.Api.Answers;
using StatusLevels.Api.Health;
using StatusLevels.Api.Limits;
using StatusLevels.Grains.Contracts;

namespace StatusLevels.Api.Organizations;

/// <summary>Marks the endpoint whose public answers need neither authentication nor authorization.</summary>
internal sealed record ShowsPublicStatus
{
    /// <summary>Whether somebody who proves nothing asks it.</summary>
    public static bool Asks(HttpContext context, Strangers strangers) =>
        context.GetEndpoint()?.Metadata.GetMetadata<ShowsPublicStatus>() is not null && strangers.Sent(context.Request);
}

/// <summary>
/// Answers what is asked most, the public status of an organization that is in the memory of this process, for whoever proves nothing.
/// Everything else goes the long way, which gives the same answer.
/// </summary>
internal sealed class WarmStatusReads(
    RequestDelegate next,
    LocalSnapshots snapshots,
    TimeProvider clock,
    Strangers strangers,
    OriginHeaders origins,
    CallLimiter limiter,
    DatabaseReach database,
    PublicReads reads,
    StatusCounts counts,
    Standstill? standstill = null)
{
    private static readonly TimeSpan PublicAge = TimeSpan.FromSeconds(StatusEndpoints.LongestPublicAge);

    public Task InvokeAsync(HttpContext context)
    {
        if (!ShowsPublicStatus.Asks(context, strangers) || !AsksOfNow(context.Request)
            || !Uuid.TryParse(context.Request.RouteValues["organization_id"] as string, out var id))
        {
            return next(context);
        }

        var now = clock.GetUtcNow();
        if (!snapshots.TryGet(new OrganizationId(id), now, out var local) || local.Snapshot.NextDue - now <= PublicAge
            || database.AwayFor is not null || standstill is { IsMember: false }
            || limiter.Refuse(caller: null, context.Connection.RemoteIpAddress) is not null)
        {
            return next(context);
        }

        reads.Add();
        counts.AddWarm();
        return AnswerAsync(context, StatusBytes.Kept(local, now, RequestLanguage.Of(context.Request)));
    }

    // Other parameters than this one say nothing to the endpoint.
    private static bool AsksOfNow(HttpRequest request) =>
        HttpMethods.IsGet(request.Method) && (!request.QueryString.HasValue || !request.Query.ContainsKey(StatusEndpoints.At));

    private Task AnswerAsync(HttpContext context, StatusBytes status)
    {
        var headers = context.Response.Headers;
        headers.XContentTypeOptions = AnswerHeaders.NoSniff;
        StatusAnswer.SetHeaders(headers, status, StatusEndpoints.LongestPublicCaching);
        if (context.Request.Headers.Origin.Count > 0)
        {
            origins.Add(context);
        }

        return StatusAnswer.WriteAsync(context, status);
    }
}
