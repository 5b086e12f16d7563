using StatusLevels.Api.Pages.Forms;
using StatusLevels.Api.WebhookEndpoints;

namespace StatusLevels.Api.Pages.Organization.Endpoints;

/// <summary>Where an organization's events are sent to. Members see it, admins change it.</summary>
internal static class EndpointPages
{
    private const string One = $"{OrganizationPages.Endpoints}/{{endpoint_id}}";

    /// <summary>How far back the choices of sending again reach, in hours.</summary>
    public static IReadOnlyList<int> ReplayHours { get; } = [1, 24, 168];

    public static string AddressOf(Guid endpoint, string? part = null) =>
        $"{OrganizationPages.Endpoints}/{endpoint:D}{(part is null ? "" : $"/{part}")}";

    public static void MapEndpointPages(this IEndpointRouteBuilder routes)
    {
        routes.MapForm(OrganizationPages.Endpoints, ListAsync, CreateAsync)
            .RequireAuthorization(Policies.OrganizationManager).NeedsFreshSignIn();
        routes.MapForm(One, ShowAsync, ChangeAsync).RequireAuthorization(Policies.OrganizationManager);
        routes.MapFormOf($"{One}/secret", ShowAsync, RotateAsync)
            .RequireAuthorization(Policies.OrganizationManager).NeedsFreshSignIn();
        routes.MapFormOf($"{One}/test", ShowAsync, TestAsync).RequireAuthorization(Policies.OrganizationManager);
        routes.MapFormOf($"{One}/enable", ShowAsync, EnableAsync).RequireAuthorization(Policies.OrganizationManager);
        routes.MapFormOf($"{One}/disable", ShowAsync, DisableAsync).RequireAuthorization(Policies.OrganizationManager);
        routes.MapFormOf($"{One}/replay", ShowAsync, ReplayAsync).RequireAuthorization(Policies.OrganizationManager);
        routes.MapFormOf($"{One}/remove", ShowAsync, RemoveAsync).RequireAuthorization(Policies.OrganizationManager);
    }

    private static async Task<Page> ListAsync(RouteUuid organization_id, HttpContext context, EndpointList endpoints)
    {
        var all = await endpoints.ReadAsync(EndpointScope.Of(organization_id), context.RequestAborted);
        return Page.Of<EndpointsView>("endpoints.title", new EndpointsModel(all, IsManager(context, organization_id)));
    }

    private static async Task<IResult> CreateAsync(
        RouteUuid organization_id, FormInput input, HttpContext context, EndpointHandlers on)
    {
        var made = await on.Create(
            EndpointScope.Of(organization_id), new(input["url"].Trim(), input.TextOrNull("description"), Types(input)), context);
        return made.Result is Created<NewEndpointReply> { Value: { } endpoint }
            ? Page.Of<SecretView>("endpoints.made", new SecretModel(endpoint.Id, endpoint.Secret, PreviousExpiresAt: null))
            : (IResult)made.Result;
    }

    private static async Task<IResult> ShowAsync(
        RouteUuid organization_id, RouteUuid endpoint_id, HttpContext context, EndpointPageReader reader, string? status, string? cursor) =>
        await reader.ReadAsync(organization_id, endpoint_id, context, status, cursor) is { } model
            ? Page.Of<EndpointView>("endpoints.one", model)
            : AdminRefusal.NotFound.ToProblem();

    private static async Task<IResult> ChangeAsync(
        RouteUuid organization_id, RouteUuid endpoint_id, FormInput input, HttpContext context, EndpointHandlers on)
    {
        var change = new EndpointChangeRequest(input["url"].Trim())
        {
            Description = input.TextOrNull("description"),
            EventTypes = Types(input),
        };
        var changed = await on.Change(EndpointScope.Of(organization_id), endpoint_id, change, context);
        return Or(changed, FormRoutes.Done(context, AddressOf(endpoint_id.Value), "saved"));
    }

    private static async Task<IResult> RotateAsync(
        RouteUuid organization_id, RouteUuid endpoint_id, HttpContext context, EndpointHandlers on)
    {
        var rotated = await on.Rotate(EndpointScope.Of(organization_id), endpoint_id, request: null, context);
        return rotated.Result is Ok<RotationReply> { Value: { } reply }
            ? Page.Of<SecretView>("endpoints.rotated", new SecretModel(endpoint_id.Value, reply.Secret, reply.PreviousExpiresAt))
            : (IResult)rotated.Result;
    }

    private static async Task<IResult> TestAsync(
        RouteUuid organization_id, RouteUuid endpoint_id, HttpContext context, EndpointHandlers on, EndpointPageReader reader)
    {
        var tested = await on.Test(EndpointScope.Of(organization_id), endpoint_id, context);
        return tested.Result is not Ok<EndpointTestReply> { Value: { } reply } ? (IResult)tested.Result
            : await reader.ReadAsync(organization_id, endpoint_id, context, status: null, cursor: null) is { } model
                ? Page.Of<EndpointView>("endpoints.one", model with { Test = reply })
                : AdminRefusal.NotFound.ToProblem();
    }

    private static async Task<IResult> EnableAsync(
        RouteUuid organization_id, RouteUuid endpoint_id, HttpContext context, EndpointHandlers on) =>
        Or(
            await on.Enable(EndpointScope.Of(organization_id), endpoint_id, context),
            FormRoutes.Done(context, AddressOf(endpoint_id.Value), "endpoint.enabled"));

    private static async Task<IResult> DisableAsync(
        RouteUuid organization_id, RouteUuid endpoint_id, HttpContext context, EndpointHandlers on) =>
        Or(
            await on.Change(EndpointScope.Of(organization_id), endpoint_id, new EndpointChangeRequest(Enabled: false), context),
            FormRoutes.Done(context, AddressOf(endpoint_id.Value), "endpoint.disabled"));

    private static async Task<IResult> ReplayAsync(
        RouteUuid organization_id, RouteUuid endpoint_id, FormInput input, HttpContext context, EndpointHandlers on, TimeProvider time)
    {
        var hours = ReplayHours.FirstOrDefault(hours => input["hours"] == $"{hours}", ReplayHours[0]);
        var request = new ReplayRequest(time.GetUtcNow().AddHours(-hours), Failed: input.IsChecked("failed"));
        return Or(
            await on.Replay(EndpointScope.Of(organization_id), endpoint_id, request, context),
            FormRoutes.Done(context, AddressOf(endpoint_id.Value), "endpoint.replayed"));
    }

    private static async Task<IResult> RemoveAsync(
        RouteUuid organization_id, RouteUuid endpoint_id, HttpContext context, EndpointHandlers on) =>
        Or(
            await on.Delete(EndpointScope.Of(organization_id), endpoint_id, context),
            FormRoutes.Done(context, OrganizationPages.Endpoints, "endpoint.removed"));

    public static bool IsManager(HttpContext context, RouteUuid organization) =>
        context.User.RoleIn(organization.Value) is MemberRole.Admin or MemberRole.Owner;

    // None that is ticked is no choice: all are meant.
    private static IReadOnlyList<string>? Types(FormInput input) => input.All("event_types") is { Count: > 0 } types ? types : null;

    private static IResult Or(INestedHttpResult result, IResult done) => result.Result is Problem problem ? problem : done;
}

/// <summary>The endpoints of an organization.</summary>
internal sealed record EndpointsModel(IReadOnlyList<EndpointReply> Items, bool IsManager);

/// <summary>A secret, this once.</summary>
internal sealed record SecretModel(Guid Endpoint, string Secret, DateTimeOffset? PreviousExpiresAt);
