using System.Globalization;

namespace StatusLevels.Api.Badges;

/// <summary>Where badges were shown, for organizations and for the platform.</summary>
internal static class ImpressionEndpoints
{
    private const int UsualDays = 30;
    private const int MostDays = 92;

    public static void MapImpressions(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/organizations/{organization_id}/badge-impressions", OfOne)
            .RequireAuthorization(Policies.OrganizationReader)
            .WithTags("Badges")
            .MayAnswer(ProblemCode.ValidationFailed)
            .WithSummary("Where the badge of an organization was shown")
            .WithDescription("""
                By day, UTC, and site, as browsers report it: it proves nothing. `unknown` are badges that came without a site, `other` those beyond 50 sites a
                day. Without days, the last 30; at most 92. A badge is counted within 10 seconds.
                """);

        routes.MapGet("/api/admin/badge-impressions", OfAll)
            .RequireAuthorization(Policies.PlatformAdmin)
            .WithTags("Badges")
            .MayAnswer(ProblemCode.ValidationFailed)
            .WithSummary("Where badges were shown")
            .WithDescription("By organization and site, the most shown first. `confirmed=false` asks for sites that are not known to be the organization's.");
    }

    private static async Task<Ok<ImpressionsReply>> OfOne(
        RouteUuid organization_id, HttpContext context, ImpressionReports reports, TimeProvider clock, string? from, string? to)
    {
        var query = new QueryReader();
        var (first, last) = Days(query, from, to, clock);
        query.ThrowIfAny();
        return TypedResults.Ok(new ImpressionsReply(
            await reports.ReadAsync(organization_id.Value, first, last, context.RequestAborted)));
    }

    private static async Task<Ok<AllImpressionsReply>> OfAll(
        HttpContext context, ImpressionReports reports, TimeProvider clock, string? from, string? to, string? confirmed, string? limit)
    {
        var query = new QueryReader();
        var (first, last) = Days(query, from, to, clock);
        var isConfirmed = query.Flag(nameof(confirmed), confirmed);
        var most = query.Limit(nameof(limit), limit);
        query.ThrowIfAny();
        return TypedResults.Ok(new AllImpressionsReply(
            await reports.ReadAllAsync(first, last, isConfirmed, most, context.RequestAborted)));
    }

    /// <summary>The days that are asked for: the last 30 unless they are named.</summary>
    public static (DateOnly First, DateOnly Last) Days(QueryReader query, string? from, string? to, TimeProvider clock)
    {
        var last = query.Day(nameof(to), to) ?? DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
        var first = query.Day(nameof(from), from)
            ?? DateOnly.FromDayNumber(Math.Max(0, last.DayNumber - UsualDays + 1));
        query.AddIf(first > last, nameof(from), "must not be after to");
        query.AddIf(
            last.DayNumber - first.DayNumber >= MostDays, nameof(from),
            string.Create(CultureInfo.InvariantCulture, $"must be at most {MostDays} days before the end"));
        return (first, last);
    }
}
