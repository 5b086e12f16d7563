using StatusLevels.Api.Pages.Endpoints;
using StatusLevels.Api.Pages.Forms;
using StatusLevels.Api.WebhookEndpoints;

namespace StatusLevels.Api.Pages.Organization.Endpoints;

/// <summary>Where an organization's events are sent to. Members see it, admins change it.</summary>
internal static class EndpointPages
{
    public static EndpointPlace Place { get; } = new OfOrganization();

    public static void MapEndpointPages(this IEndpointRouteBuilder routes)
    {
        routes.MapForm(OrganizationPages.Endpoints, ListAsync, CreateAsync)
            .RequireAuthorization(Policies.OrganizationManager).NeedsFreshSignIn();
        EndpointPageRoutes.Map(
            routes, $"{OrganizationPages.Endpoints}/{{endpoint_id}}", Place,
            form => form.RequireAuthorization(Policies.OrganizationManager));
    }

    private static async Task<Page> ListAsync(RouteUuid organization_id, HttpContext context, EndpointList endpoints)
    {
        var all = await endpoints.ReadAsync(EndpointScope.Of(organization_id), context.RequestAborted);
        return Page.Of<EndpointsView>(
            "endpoints.title", new EndpointsModel(all, OrganizationMembers.Manages(context, organization_id.Value)));
    }

    private static async Task<IResult> CreateAsync(
        RouteUuid organization_id, FormInput input, HttpContext context, EndpointHandlers on)
    {
        var made = await on.Create(
            EndpointScope.Of(organization_id),
            new(input["url"].Trim(), input.TextOrNull("description"), EndpointPageRoutes.Types(input)), context);
        return made.Result is Created<NewEndpointReply> { Value: { } endpoint }
            ? Page.Of<SecretView>("endpoints.made", new SecretModel(Place.AddressOf(endpoint.Id), endpoint.Secret, PreviousExpiresAt: null))
            : made.Result;
    }

    private sealed class OfOrganization : EndpointPlace
    {
        public override string Home => OrganizationPages.Endpoints;

        public override async Task<FoundEndpoint?> FindAsync(HttpContext context, Guid id)
        {
            // The policy of the page has read it.
            var scope = new EndpointScope(Guid.Parse((string)context.Request.RouteValues["organization_id"]!));
            var endpoints = context.RequestServices.GetRequiredService<EndpointList>();
            return await endpoints.FindAsync(scope, id, context.RequestAborted) is not { } endpoint ? null : new(
                this, scope, endpoint,
                endpoint.OwnedBy != scope.Owner ? "endpoints.of_platform.what"
                : OrganizationMembers.Manages(context, scope.Organization!.Value) ? null
                : "viewer.endpoints");
        }
    }
}

/// <summary>The endpoints of an organization.</summary>
internal sealed record EndpointsModel(IReadOnlyList<EndpointReply> Items, bool IsManager);
