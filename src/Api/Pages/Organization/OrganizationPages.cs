using StatusLevels.Api.Pages.Forms;

namespace StatusLevels.Api.Pages.Organization;

/// <summary>The pages of an organization's members. All but the list are about the organization that was chosen.</summary>
internal static class OrganizationPages
{
    public const string Home = "/dashboard/organization";

    public static void MapOrganizationPages(this IEndpointRouteBuilder routes)
    {
        var mine = routes.MapGroup(Home).RequireAuthorization(Policies.SessionHolder);
        mine.MapForm("/", () => Page.Of<OrganizationsView>("organizations.title"), Choose);
    }

    private static IResult Choose(FormInput input, HttpContext context, ChosenOrganizations chosen)
    {
        if (!Uuid.TryParse(input["organization_id"], out var organization) || context.User.RoleIn(organization) is null)
        {
            return new Problem(ProblemCode.NotFound, "not_a_member");
        }

        chosen.Choose(context, organization);
        return FormRoutes.Done(context, Home, "chosen");
    }
}
