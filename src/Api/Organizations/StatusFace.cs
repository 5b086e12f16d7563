using StatusLevels.Api.Analytics;
using StatusLevels.Api.Answers;
using StatusLevels.Grains.Contracts;

namespace StatusLevels.Api.Organizations;

/// <summary>The public status as JSON.</summary>
internal sealed class StatusFace(OriginHeaders origins, PublicReads reads) : ShowsPublicStatus
{
    // Other parameters than this one say nothing to the endpoint.
    public override bool TryGetOrganization(HttpContext context, out OrganizationId organization)
    {
        var request = context.Request;
        var isOfNow = !request.QueryString.HasValue || !request.Query.ContainsKey(StatusEndpoints.At);
        var isOne = Uuid.TryParse(request.RouteValues["organization_id"] as string, out var id);
        organization = new OrganizationId(id);
        return isOfNow && isOne;
    }

    public override Task AnswerAsync(HttpContext context, LocalSnapshot local, DateTimeOffset now)
    {
        reads.Add();
        var status = StatusBytes.Kept(local, now, RequestLanguage.Of(context.Request));
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
