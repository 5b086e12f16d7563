using System.Globalization;
using StatusLevels.Api.Analytics;
using StatusLevels.Api.Answers;
using StatusLevels.Api.OpenApi;
using StatusLevels.Grains.Contracts;

namespace StatusLevels.Api.Organizations;

/// <summary>What an organization's status is now, or was.</summary>
internal static class StatusEndpoints
{
    /// <summary>How long anybody may keep what anyone may see, s; never past the next due instant.</summary>
    public const int LongestPublicAge = 30;

    public static readonly string LongestPublicCaching = PublicCaching(LongestPublicAge);

    public static void AddOrganizations(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<CommandSender>();
        builder.Services.AddSingleton<WarmAnswers>();
    }

    public static void MapStatus(this IEndpointRouteBuilder routes) => routes
        .MapGet("/api/organizations/{organization_id}/status", GetStatus)
        .AllowAnonymous()
        .WithMetadata(new ShowsMoreToMembers(), new ShowsPublicStatus())
        .WithTags("Organizations")
        .WithMetadata(new IsTagged())
        .MayAnswer(
            ProblemCode.Unauthenticated, ProblemCode.Forbidden, ProblemCode.Gone, ProblemCode.ValidationFailed,
            ProblemCode.DatabaseUnavailable,
            ProblemCode.IssuerUnavailable)
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

    private static async Task<Results<StatusAnswer, Problem>> GetStatus(
        RouteUuid organization_id, HttpContext context, IGrainFactory grains, StatusLevelCatalog catalog, TimeProvider clock,
        PublicReads reads, string? at)
    {
        var organization = new OrganizationId(organization_id.Value);
        var grain = grains.OrganizationStatus(organization);
        var viewer = Viewers.Of(context.User, organization);
        var language = RequestLanguage.Of(context.Request);
        if (!string.IsNullOrEmpty(at))
        {
            return await GetPast(grain, organization, context, at, viewer, language, clock);
        }

        var status = await grain.GetStatus();
        var now = clock.GetUtcNow();
        if (viewer == Viewer.Public)
        {
            reads.Add();
        }

        return new StatusAnswer(
            StatusBytes.Of(StatusReply.Of(status, viewer, now, catalog, language), viewer, language), CacheControl(context, status, now));
    }

    private static async Task<Results<StatusAnswer, Problem>> GetPast(
        IOrganizationStatusGrain grain, OrganizationId organization, HttpContext context, string at, Viewer viewer, string language,
        TimeProvider clock)
    {
        if (viewer == Viewer.Public)
        {
            return context.User.Identity?.IsAuthenticated == true
                ? new Problem(ProblemCode.Forbidden, "What was is for members of the organization.")
                : new Problem(ProblemCode.Unauthenticated, "What was is for members of the organization: please sign in.");
        }

        var query = new QueryReader();
        var instant = query.Instant(nameof(at), at);
        query.ThrowIfAny();
        if (instant > clock.GetUtcNow())
        {
            return Problem.Invalid(nameof(at), "must not lie ahead; status/timeline tells what is to come");
        }

        var past = await grain.GetStatusAt(Instant.Truncate(instant!.Value));
        return past.ForgottenAt > past.At
            ? new Refusal.OrganizationGone(past.ForgottenAt.Value).ToProblem()
            : new StatusAnswer(StatusBytes.Of(StatusReply.OfPast(organization, past, viewer), viewer, language), AnswerHeaders.Private);
    }

    // What is kept anywhere must not outlive the next due instant.
    private static string CacheControl(HttpContext context, StatusSnapshot status, DateTimeOffset now)
    {
        if (context.User.Identity?.IsAuthenticated == true)
        {
            return AnswerHeaders.Private;
        }

        var age = status.NextDue is { } due ? Math.Clamp((due - now).TotalSeconds, 0, LongestPublicAge) : LongestPublicAge;
        return age == LongestPublicAge ? LongestPublicCaching : PublicCaching((int)age);
    }

    private static string PublicCaching(int seconds) => string.Create(CultureInfo.InvariantCulture, $"public, max-age={seconds}");
}
