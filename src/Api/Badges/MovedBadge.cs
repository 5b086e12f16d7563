using StatusLevels.Api.Answers;
using StatusLevels.Api.Organizations;

namespace StatusLevels.Api.Badges;

/// <summary>The organization has another slug by now. Good for a moment: it may take this one back.</summary>
internal sealed class MovedBadge(string location) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = StatusCodes.Status302Found;
        response.Headers.AllowAnySite();
        response.Headers.Location = location;
        response.Headers.CacheControl = StatusEndpoints.LongestPublicCaching;
        return Task.CompletedTask;
    }
}
