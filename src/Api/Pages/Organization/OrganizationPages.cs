using StatusLevels.Api.Pages.Forms;
using StatusLevels.Api.Pages.Organization.Account;
using StatusLevels.Api.Pages.Organization.Badge;
using StatusLevels.Api.Pages.Organization.Endpoints;
using StatusLevels.Api.Pages.Organization.MailChoices;
using StatusLevels.Api.Pages.Organization.Notices;
using StatusLevels.Api.Pages.Organization.Qr;
using StatusLevels.Api.Pages.Organization.Standing;
using StatusLevels.Grains.Contracts;

namespace StatusLevels.Api.Pages.Organization;

/// <summary>
/// The pages of an organization's members. All but the list are about the organization that was chosen, or that the address names.
/// </summary>
internal static class OrganizationPages
{
    public const string Home = "/dashboard/organization";
    public const string Standing = $"{Home}/status";
    public const string Account = $"{Home}/history";
    public const string Notices = $"{Home}/notifications";
    public const string Contacts = $"{Home}/contacts";
    public const string Preferences = $"{Home}/preferences";
    public const string Endpoints = $"{Home}/webhooks";
    public const string Badge = $"{Home}/badge";
    public const string Codes = $"{Home}/qr-codes";

    public static void MapOrganizationPages(this IEndpointRouteBuilder routes)
    {
        var mine = routes.MapGroup(Home).RequireAuthorization(Policies.SessionHolder);
        mine.MapForm("/", ListAsync, Choose);

        var members = routes.MapGroup("/").RequireAuthorization(Policies.OrganizationMember).WithMetadata(new AboutChosenOrganization());
        members.MapStandingPages();
        members.MapAccountPages();
        members.MapNoticePages();
        members.MapContactPages();
        members.MapPreferencePages();
        members.MapEndpointPages();
        members.MapBadgePages();
        members.MapCodePages();
    }

    private static async Task<Page> ListAsync(HttpContext context, Visitors visitors, IGrainFactory grains)
    {
        var organizations = (await visitors.OfAsync(context))?.Organizations ?? [];
        var standings = await Task.WhenAll(
            organizations.Select(organization => grains.OrganizationStatus(new OrganizationId(organization.Id)).GetStatus()));
        return Page.Of<OrganizationsView>(
            "organizations.title", standings.ToDictionary(standing => standing.OrganizationId.Value));
    }

    private static IResult Choose(FormInput input, HttpContext context, ChosenOrganizations chosen)
    {
        if (!Uuid.TryParse(input["organization_id"], out var organization) || context.User.RoleIn(organization) is null)
        {
            return new Problem(ProblemCode.NotFound, "not_a_member");
        }

        chosen.Choose(context, organization);
        return FormRoutes.Done(context, Standing, "chosen");
    }
}
