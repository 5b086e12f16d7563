using System.Globalization;
using StatusLevels.Api.Answers;
using StatusLevels.Api.OpenApi;
using StatusLevels.Grains.Contracts;

namespace StatusLevels.Api.Organizations;

/// <summary>What an organization's status is now, or was.</summary>
internal static class StatusEndpoints
{
    /// <summary>How long anybody may keep what anyone may see, s; never past the next due instant.</summary>
    public const int LongestPublicAge = 30;

    /// <summary>The parameter that asks of another time than now.</summary>
    public const string At = "at";

    public static readonly string LongestPublicCaching = PublicCaching(LongestPublicAge);

    public static void AddOrganizations(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<CommandSender>();
        builder.Services.AddSingleton<PublicStatuses>();
        builder.Services.AddSingleton<RecentlyRead>();
        builder.Services.AddSingleton<StatusCounts>();
        builder.Services.AddSingleton<StatusFace>();
    }

    public static void MapStatus(this IEndpointRouteBuilder routes) => routes
        .MapGet("/api/organizations/{organization_id}/status", GetStatus)
        .AllowAnonymous()
        .WithMetadata(new ShowsMoreToMembers(), new ReadByAnybody(), routes.ServiceProvider.GetRequiredService<StatusFace>())
        .WithTags("Organizations")
        .WithMetadata(new IsTagged())
        .MayAnswer(
            ProblemCode.Unauthenticated, ProblemCode.Forbidden, ProblemCode.Gone, ProblemCode.ValidationFailed,
            ProblemCode.DatabaseUnavailable)
        .WithSummary("The status of an organization")
        .WithDescription("""
            Any UUID is an organization: one that was never touched has level `"0"`. Everybody sees the levels that count now; members and
            platform admins see more.

            `ETag` is `"<version>.<view>.<language>.<hash>"`; `If-None-Match` with it is 304 as long as not a byte is different. While the database is out of
            reach, what is in memory is still answered, with `Age`: the seconds since it was last reached.

            With `at`, members and platform admins see what was held at that instant, from the history: levels, dates, suspensions, graces; `version` is the
            one of today, `sequence` the last entry that counted then. Of several claims on A the history tells the end that was shown, not each claim: A is
            shown in grace unless the history proves another claim. An instant ahead is 422, one before the organization was forgotten 410.
            """);

    private static Task<Results<StatusAnswer, Problem>> GetStatus(
        RouteUuid organization_id, HttpContext context, IGrainFactory grains, PublicStatuses statuses, StatusLevelCatalog catalog,
        TimeProvider clock, string? at) =>
        ShowAsync(new OrganizationId(organization_id.Value), context, grains, statuses, catalog, clock, at);

    /// <summary>The status of an organization, as far as whoever asks may see it.</summary>
    public static async Task<Results<StatusAnswer, Problem>> ShowAsync(
        OrganizationId organization, HttpContext context, IGrainFactory grains, PublicStatuses statuses, StatusLevelCatalog catalog,
        TimeProvider clock, string? at)
    {
        var viewer = Viewers.Of(context.User, organization);
        var language = RequestLanguage.Of(context.Request);
        if (!string.IsNullOrEmpty(at))
        {
            return await GetPast(grains, organization, context, at, viewer, language, clock);
        }

        if (viewer == Viewer.Public)
        {
            var seen = await statuses.ReadAsync(organization, context.RequestAborted);
            var then = clock.GetUtcNow();
            return new StatusAnswer(
                StatusBytes.Of(StatusReply.Of(seen, then), viewer, language), CacheControl(context, seen.NextDue, then));
        }

        var status = await grains.OrganizationStatus(organization).GetStatus();
        return new StatusAnswer(
            StatusBytes.Of(StatusReply.Of(status, viewer, clock.GetUtcNow(), catalog, language), viewer, language), AnswerHeaders.Private);
    }

    private static async Task<Results<StatusAnswer, Problem>> GetPast(
        IGrainFactory grains, OrganizationId organization, HttpContext context, string at, Viewer viewer, string language,
        TimeProvider clock)
    {
        if (viewer == Viewer.Public)
        {
            return context.User.Identity?.IsAuthenticated == true
                ? new Problem(ProblemCode.Forbidden, "past_forbidden")
                : new Problem(ProblemCode.Unauthenticated, "past_unauthenticated");
        }

        var query = new QueryReader();
        var instant = query.Instant(nameof(at), at);
        query.ThrowIfAny();
        if (instant > clock.GetUtcNow())
        {
            return Problem.Invalid(nameof(at), "must not lie ahead; status/timeline tells what is to come");
        }

        var past = await grains.OrganizationStatus(organization).GetStatusAt(Instant.Truncate(instant!.Value));
        return past.ForgottenAt > past.At
            ? new Refusal.OrganizationGone(past.ForgottenAt.Value).ToProblem()
            : new StatusAnswer(StatusBytes.Of(StatusReply.OfPast(organization, past, viewer), viewer, language), AnswerHeaders.Private);
    }

    // What is kept anywhere must not outlive the next due instant.
    private static string CacheControl(HttpContext context, DateTimeOffset? nextDue, DateTimeOffset now)
    {
        if (context.User.Identity?.IsAuthenticated == true)
        {
            return AnswerHeaders.Private;
        }

        var age = PublicAge(nextDue, now);
        return age == LongestPublicAge ? LongestPublicCaching : PublicCaching(age);
    }

    /// <summary>How long anybody may keep what anyone may see and what is due then, s.</summary>
    public static int PublicAge(DateTimeOffset? nextDue, DateTimeOffset now) =>
        nextDue is { } due ? (int)Math.Clamp((due - now).TotalSeconds, 0, LongestPublicAge) : LongestPublicAge;

    private static string PublicCaching(int seconds) => string.Create(CultureInfo.InvariantCulture, $"public, max-age={seconds}");
}
