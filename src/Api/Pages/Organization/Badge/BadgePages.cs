using StatusLevels.Api.Answers;
using StatusLevels.Api.Audit;
using StatusLevels.Api.Badges;
using StatusLevels.Api.Credentials;
using StatusLevels.Api.Domains;
using StatusLevels.Api.Organizations;
using StatusLevels.Api.Pages.Forms;

namespace StatusLevels.Api.Pages.Organization.Badge;

/// <summary>The badge of an organization: its code, the sites where it is at home, and where it was seen.</summary>
internal static class BadgePages
{
    public const string Name = $"{OrganizationPages.Badge}/domains";
    public const string Look = $"{OrganizationPages.Badge}/domains/check";
    public const string Remove = $"{OrganizationPages.Badge}/domains/remove";

    /// <summary>How far back the page tells where badges were seen, days.</summary>
    public const int SeenDays = 30;

    public static void MapBadgePages(this IEndpointRouteBuilder routes)
    {
        routes.MapPage(OrganizationPages.Badge, ShowAsync);
        routes.MapFormOf(Name, ShowAsync, NameAsync).RequireAuthorization(Policies.OrganizationManager);
        routes.MapFormOf(Look, ShowAsync, NameAsync).RequireAuthorization(Policies.OrganizationManager);
        routes.MapFormOf(Remove, ShowAsync, RemoveAsync).RequireAuthorization(Policies.OrganizationManager);
    }

    private static async Task<Page> ShowAsync(
        RouteUuid organization_id, HttpContext context, DomainStore domains, ImpressionReports impressions, OwnAddress addresses,
        PublicStatuses statuses, CredentialDesk credentials, TimeProvider clock)
    {
        var organization = organization_id.Value;
        var today = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
        var status = await statuses.LookAsync(new OrganizationId(organization), context.RequestAborted);
        var seen = await impressions.ReadAsync(organization, today.AddDays(1 - SeenDays), today, context.RequestAborted);
        return Page.Of<OrganizationBadgeView>("badge.page", new OrganizationBadgeModel(
            BadgeChoice.Of(organization, context.Request), status.CurrentLevel,
            await domains.ReadAsync(organization, context.RequestAborted), SeenSite.Of(seen),
            path => addresses.Of(context.Request, path), OrganizationMembers.Manages(context, organization),
            credentials.LinksOf(status.OrganizationId, status.CurrentLevel)));
    }

    private static async Task<IResult> NameAsync(
        RouteUuid organization_id, FormInput input, HttpContext context, DomainStore domains, DomainCheck check)
    {
        var (domain, _, refusal) = await DomainEndpoints.NameAsync(
            organization_id.Value, ReadableHost.ToAscii(input["domain"].Trim()), context, domains, check);
        return refusal is { } reason
            ? reason.ToProblem()
            : FormRoutes.Done(
                context, OrganizationPages.Badge, domain!.State == DomainReply.Verified ? "domain.verified" : "domain.pending");
    }

    private static async Task<IResult> RemoveAsync(
        RouteUuid organization_id, FormInput input, HttpContext context, DomainStore domains) =>
        await domains.RemoveAsync(organization_id.Value, input["domain"], AuditOrigin.Of(context), context.RequestAborted)
            is { } refusal
            ? refusal.ToProblem()
            : FormRoutes.Done(context, OrganizationPages.Badge, "domain.removed");
}

/// <summary>A site where badges were seen.</summary>
/// <param name="Host">Its name, or <c>unknown</c> and <c>other</c>.</param>
/// <param name="Shown">How often.</param>
/// <param name="Last">The last day.</param>
/// <param name="IsConfirmed">It is known to be the organization's.</param>
internal sealed record SeenSite(string Host, long Shown, DateOnly Last, bool IsConfirmed)
{
    /// <summary>Nobody said which site it was, or there were too many.</summary>
    public bool IsNone => Host is BadgeImpressions.Unknown or BadgeImpressions.Other;

    /// <summary>All days of a site together: first the sites that are not the organization's, the most shown first.</summary>
    public static IReadOnlyList<SeenSite> Of(IEnumerable<ImpressionReply> days) =>
    [
        .. days.GroupBy(day => day.Host, StringComparer.Ordinal)
            .Select(site => new SeenSite(
                site.Key, site.Sum(day => day.Count), site.Max(day => day.Date), site.Any(day => day.Confirmed)))
            .OrderBy(site => site.IsNone ? 2 : site.IsConfirmed ? 1 : 0).ThenByDescending(site => site.Shown)
            .ThenBy(site => site.Host, StringComparer.Ordinal),
    ];
}

/// <summary>What the page of the badge shows.</summary>
/// <param name="Choice">The badge as it is put together.</param>
/// <param name="Level">What it shows now.</param>
/// <param name="Domains">The sites that the organization named.</param>
/// <param name="Seen">Where badges were seen lately.</param>
/// <param name="Address">The whole address of a path.</param>
/// <param name="IsManager">The reader may change the sites.</param>
/// <param name="Credential">Where the credential of the level is; null: there is none.</param>
internal sealed record OrganizationBadgeModel(
    BadgeChoice Choice, StatusLevel? Level, IReadOnlyList<DomainReply> Domains, IReadOnlyList<SeenSite> Seen,
    Func<string, string> Address, bool IsManager, CredentialLinks? Credential);
