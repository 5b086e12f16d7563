namespace StatusLevels.Api.WebhookEndpoints;

/// <summary>The routes of endpoints: the platform's own, and those that organizations keep for themselves.</summary>
internal static class EndpointRoutes
{
    private const string One = "/{endpoint_id}";
    private const string Deliveries = One + "/deliveries";

    public static void MapWebhookEndpoints(this IEndpointRouteBuilder routes)
    {
        MapPlatform(routes.MapGroup("/api/admin/webhook-endpoints").RequireAuthorization(Policies.PlatformAdmin));
        MapOrganizations(
            routes.MapGroup("/api/organizations/{organization_id}/webhook-endpoints").RequireAuthorization(Policies.OrganizationAdmin));
    }

    private static void MapPlatform(RouteGroupBuilder all)
    {
        var scope = EndpointScope.Platform;
        all.MapPost("/", (JsonBody<EndpointRequest> body, HttpContext context, EndpointHandlers on) =>
            on.Create(scope, body.Value, context)).Creates();
        all.MapGet("/", (HttpContext context, EndpointHandlers on) => on.List(scope, context)).Lists();
        all.MapGet(One, (RouteUuid endpoint_id, HttpContext context, EndpointHandlers on) => on.Get(scope, endpoint_id, context)).Shows();
        all.MapPatch(One, (RouteUuid endpoint_id, JsonBody<EndpointChangeRequest> body, HttpContext context, EndpointHandlers on) =>
            on.Change(scope, endpoint_id, body.Value, context)).Changes();
        all.MapDelete(One, (RouteUuid endpoint_id, HttpContext context, EndpointHandlers on) =>
            on.Delete(scope, endpoint_id, context)).Removes();
        all.MapPost(
            One + "/secret/rotation",
            (RouteUuid endpoint_id, OptionalJsonBody<RotationRequest> body, HttpContext context, EndpointHandlers on) =>
                on.Rotate(scope, endpoint_id, body.Value, context)).Rotates();
        all.MapPost(One + "/enable", (RouteUuid endpoint_id, HttpContext context, EndpointHandlers on) =>
            on.Enable(scope, endpoint_id, context)).Enables();
        all.MapPost(One + "/test", (RouteUuid endpoint_id, HttpContext context, EndpointHandlers on) =>
            on.Test(scope, endpoint_id, context)).Tests();
        all.MapPost(One + "/replay", (RouteUuid endpoint_id, JsonBody<ReplayRequest> body, HttpContext context, EndpointHandlers on) =>
            on.Replay(scope, endpoint_id, body.Value, context)).Replays();
        all.MapGet(
            Deliveries,
            (RouteUuid endpoint_id, HttpContext context, DeliveryHandlers on, string? status, string? type, string? organization_id,
                string? cursor, string? limit) =>
                on.List(scope, endpoint_id, context, status, type, organization_id, cursor, limit)).ListsDeliveries();
        all.MapGet(
            Deliveries + "/{delivery_id}",
            (RouteUuid endpoint_id, RouteUuid delivery_id, HttpContext context, DeliveryHandlers on) =>
                on.Get(scope, endpoint_id, delivery_id, context)).ShowsDelivery();
        all.MapPost(
            Deliveries + "/{delivery_id}/resend",
            (RouteUuid endpoint_id, RouteUuid delivery_id, HttpContext context, EndpointHandlers on) =>
                on.Resend(scope, endpoint_id, delivery_id, context)).Resends();
    }

    private static void MapOrganizations(RouteGroupBuilder own)
    {
        own.MapPost("/", (RouteUuid organization_id, JsonBody<EndpointRequest> body, HttpContext context, EndpointHandlers on) =>
            on.Create(EndpointScope.Of(organization_id), body.Value, context)).Creates();
        own.MapGet("/", (RouteUuid organization_id, HttpContext context, EndpointHandlers on) =>
            on.List(EndpointScope.Of(organization_id), context)).Lists();
        own.MapGet(One, (RouteUuid organization_id, RouteUuid endpoint_id, HttpContext context, EndpointHandlers on) =>
            on.Get(EndpointScope.Of(organization_id), endpoint_id, context)).Shows();
        own.MapPatch(
            One,
            (RouteUuid organization_id, RouteUuid endpoint_id, JsonBody<EndpointChangeRequest> body, HttpContext context,
                EndpointHandlers on) =>
                on.Change(EndpointScope.Of(organization_id), endpoint_id, body.Value, context)).Changes();
        own.MapDelete(One, (RouteUuid organization_id, RouteUuid endpoint_id, HttpContext context, EndpointHandlers on) =>
            on.Delete(EndpointScope.Of(organization_id), endpoint_id, context)).Removes();
        own.MapPost(
            One + "/secret/rotation",
            (RouteUuid organization_id, RouteUuid endpoint_id, OptionalJsonBody<RotationRequest> body, HttpContext context,
                EndpointHandlers on) =>
                on.Rotate(EndpointScope.Of(organization_id), endpoint_id, body.Value, context)).Rotates();
        own.MapPost(One + "/enable", (RouteUuid organization_id, RouteUuid endpoint_id, HttpContext context, EndpointHandlers on) =>
            on.Enable(EndpointScope.Of(organization_id), endpoint_id, context)).Enables();
        own.MapPost(One + "/test", (RouteUuid organization_id, RouteUuid endpoint_id, HttpContext context, EndpointHandlers on) =>
            on.Test(EndpointScope.Of(organization_id), endpoint_id, context)).Tests();
        own.MapPost(
            One + "/replay",
            (RouteUuid organization_id, RouteUuid endpoint_id, JsonBody<ReplayRequest> body, HttpContext context, EndpointHandlers on) =>
                on.Replay(EndpointScope.Of(organization_id), endpoint_id, body.Value, context)).Replays();
        own.MapGet(
            Deliveries,
            (RouteUuid organization_id, RouteUuid endpoint_id, HttpContext context, DeliveryHandlers on, string? status, string? type,
                string? cursor, string? limit) =>
                on.List(EndpointScope.Of(organization_id), endpoint_id, context, status, type, organization: null, cursor, limit))
            .ListsDeliveries();
        own.MapGet(
            Deliveries + "/{delivery_id}",
            (RouteUuid organization_id, RouteUuid endpoint_id, RouteUuid delivery_id, HttpContext context, DeliveryHandlers on) =>
                on.Get(EndpointScope.Of(organization_id), endpoint_id, delivery_id, context)).ShowsDelivery();
        own.MapPost(
            Deliveries + "/{delivery_id}/resend",
            (RouteUuid organization_id, RouteUuid endpoint_id, RouteUuid delivery_id, HttpContext context, EndpointHandlers on) =>
                on.Resend(EndpointScope.Of(organization_id), endpoint_id, delivery_id, context)).Resends();
    }
}
