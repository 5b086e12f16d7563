using StatusLevels.Silo.Analytics;

namespace StatusLevels.Api.Analytics;

/// <summary>What happened, day by day.</summary>
internal static class AnalyticsEndpoint
{
    private const int MostDays = 366;
    private const int UsualDays = 30;

    public static void AddAnalytics(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<AnalyticsReader>();
        builder.Services.AddSingleton<PublicReads>();
        builder.Services.AddHostedService(provider => provider.GetRequiredService<PublicReads>());
        builder.Services.AddSingleton<PageVisits>();
        builder.Services.AddHostedService(provider => provider.GetRequiredService<PageVisits>());
    }

    public static void MapAnalytics(this IEndpointRouteBuilder routes) => routes
        .MapGet("/api/admin/analytics", Get)
        .RequireAuthorization(Policies.PlatformAdmin)
        .WithTags("Administration")
        .MayAnswer(ProblemCode.ValidationFailed)
        .WithSummary("What happened, day by day")
        .WithDescription("""
            From the day `from` to the day `to`, both included, UTC (such as `2026-03-01`); at most 366 days, the last 30 unless it says otherwise; days to
            come are left out. Everything is counted exactly, on the day on which it took effect, but public reads, visits, impressions and scans: those of
            the last minute may not be in yet, and a process that is killed loses them. `complete` is false of today. A forgotten organization is missing
            from all days.
            """);

    public static async Task<Ok<AnalyticsReply>> Get(
        HttpContext context, AnalyticsReader analytics, TimeProvider clock, string? from, string? to)
    {
        var now = clock.GetUtcNow();
        var today = DateOnly.FromDateTime(now.UtcDateTime);
        var query = new QueryReader();
        var (first, last) = (query.Day(nameof(from), from), query.Day(nameof(to), to));
        query.ThrowIfAny();

        var until = last is { } day && day < today ? day : today;
        var since = first ?? until.AddDays(1 - UsualDays);
        query.AddIf(since > (last ?? until) || since > today, nameof(from), "must lie neither after to nor after today");
        query.AddIf(until.DayNumber - since.DayNumber >= MostDays, nameof(from), "must lie at most 366 days back, both days included");
        query.ThrowIfAny();

        var report = await analytics.Read(since, until, now, context.RequestAborted);
        return TypedResults.Ok(AnalyticsReply.Of(since, until, today, report));
    }
}
