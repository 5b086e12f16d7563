using StatusLevels.Grains.Contracts;

namespace StatusLevels.Api.Organizations;

/// <summary>What will happen to an organization by itself, and when.</summary>
internal static class TimelineEndpoint
{
    public static void MapTimeline(this IEndpointRouteBuilder routes) => routes
        .MapGet("/api/organizations/{organization_id}/status/timeline", GetTimeline)
        .RequireAuthorization(Policies.OrganizationReader)
        .WithTags("Organizations")
        .WithSummary("What will happen, and when")
        .WithDescription("""
            Notices, ends and graces that lie ahead, in order of time, if nothing else happens first. `kind` is `notice`, `expiry`, `suspension_end`,
            `grace_notice`, `grace_end` or `at_risk_end`; `days_before` is there for notices.
            """);

    private static async Task<Ok<TimelineReply>> GetTimeline(RouteUuid organization_id, IGrainFactory grains)
    {
        var ahead = await grains.OrganizationStatus(new OrganizationId(organization_id.Value)).GetTimeline();
        return TypedResults.Ok(
            new TimelineReply(
                [.. ahead.Select(item => new TimelineItem(item.At, Words.Of(item.Kind), item.Level.ToString(), item.DaysBefore))]));
    }
}

/// <summary>What lies ahead. All of it: the list is as long as the rules make it.</summary>
/// <param name="NextCursor">Always null: there is one page.</param>
internal sealed record TimelineReply(IReadOnlyList<TimelineItem> Items, string? NextCursor = null);

/// <summary>Something that will happen.</summary>
/// <param name="At">When.</param>
/// <param name="Kind">What.</param>
/// <param name="Level">To which level.</param>
/// <param name="DaysBefore">For a notice: how many days before the end.</param>
internal sealed record TimelineItem(DateTimeOffset At, string Kind, string Level, int? DaysBefore);
