using StatusLevels.Api.Pages.Forms;
using StatusLevels.Api.WebhookEndpoints;

namespace StatusLevels.Api.Pages.Organization.Endpoints;

/// <summary>A delivery with each of its tries, which can be sent once more.</summary>
internal static class DeliveryPages
{
    private const string One = $"{OrganizationPages.Endpoints}/{{endpoint_id}}/deliveries/{{delivery_id}}";

    public static string AddressOf(Guid endpoint, Guid delivery) => EndpointPages.AddressOf(endpoint, $"deliveries/{delivery:D}");

    public static void MapDeliveryPages(this IEndpointRouteBuilder routes) =>
        routes.MapForm(One, ShowAsync, ResendAsync).RequireAuthorization(Policies.OrganizationManager);

    private static async Task<IResult> ShowAsync(
        RouteUuid organization_id, RouteUuid endpoint_id, RouteUuid delivery_id, HttpContext context, EndpointList endpoints,
        DeliveryList deliveries)
    {
        var scope = EndpointScope.Of(organization_id);
        return await endpoints.FindAsync(scope, endpoint_id.Value, context.RequestAborted) is { } endpoint
            && await deliveries.FindAsync(endpoint_id.Value, delivery_id.Value, context.RequestAborted) is { } delivery
            ? Page.Of<DeliveryView>("sent.title", new DeliveryModel(
                endpoint, delivery, EndpointPages.IsManager(context, organization_id) && endpoint.OwnedBy == scope.Owner))
            : AdminRefusal.NotFound.ToProblem();
    }

    private static async Task<IResult> ResendAsync(
        RouteUuid organization_id, RouteUuid endpoint_id, RouteUuid delivery_id, HttpContext context, EndpointHandlers on)
    {
        var resent = await on.Resend(EndpointScope.Of(organization_id), endpoint_id, delivery_id, context);
        return resent.Result is Problem problem
            ? problem
            : FormRoutes.Done(context, EndpointPages.AddressOf(endpoint_id.Value), "endpoint.resent");
    }
}

/// <summary>A delivery of an endpoint.</summary>
internal sealed record DeliveryModel(EndpointReply Endpoint, DeliveryDetailReply Delivery, bool CanChange);
