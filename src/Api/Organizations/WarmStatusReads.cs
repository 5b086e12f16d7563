using StatusLevels.Api.Analytics;
using StatusLevels.Api.Answers;
using StatusLevels.Api.Health;
using StatusLevels.Api.Limits;
using StatusLevels.Grains.Contracts;

namespace StatusLevels.Api.Organizations;

/// <summary>Marks the endpoint that <see cref="WarmStatusReads"/> may answer for.</summary>
internal sealed record ShowsPublicStatus;

/// <summary>
/// Answers what is asked most, the public status of an organization that is in the memory of this process, for whoever proves nothing and
/// wants nothing special. Everything else goes the long way, which gives the same answer.
/// </summary>
internal sealed class WarmStatusReads(
    RequestDelegate next,
    LocalSnapshots snapshots,
    StatusLevelCatalog catalog,
    TimeProvider clock,
    CallLimiter limiter,
    DatabaseReach database,
    PublicReads reads,
    WarmAnswers answers,
    Standstill? standstill = null)
{
    private static readonly TimeSpan PublicAge = TimeSpan.FromSeconds(StatusEndpoints.LongestPublicAge);

    public Task InvokeAsync(HttpContext context)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<ShowsPublicStatus>() is null || !IsPlain(context.Request)
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
        answers.Add();
        return AnswerAsync(context.Response, StatusBytes.Kept(local, now, catalog, RequestLanguage.Of(context.Request)));
    }

    private static bool IsPlain(HttpRequest request)
    {
        var headers = request.Headers;
        return HttpMethods.IsGet(request.Method) && !request.QueryString.HasValue
            && headers.Authorization.Count == 0 && headers.Cookie.Count == 0 && headers.Origin.Count == 0 && headers.IfNoneMatch.Count == 0;
    }

    private static Task AnswerAsync(HttpResponse response, StatusBytes status)
    {
        var headers = response.Headers;
        headers.XContentTypeOptions = AnswerHeaders.NoSniff;
        StatusAnswer.SetHeaders(headers, status.TagText, status.Language, StatusEndpoints.LongestPublicCaching);
        response.ContentType = StatusAnswer.ContentType;
        response.ContentLength = status.Body.Length;
        return response.Body.WriteAsync(status.Body, response.HttpContext.RequestAborted).AsTask();
    }
}
