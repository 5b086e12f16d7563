using StatusLevels.Api.Pages.Forms;
using StatusLevels.Api.WebhookEndpoints;

namespace StatusLevels.Api.Pages.Admin.Webhooks;

/// <summary>The webhook endpoints of the platform and of all organizations, and what they were sent.</summary>
internal static class WebhookPages
{
    public const string Address = $"{AdminPages.Home}/webhooks";

    private const string All = "/webhooks";
    private const string One = $"{All}/{{endpoint_id}}";
    private const string Delivery = $"{One}/deliveries/{{delivery_id}}";

    public static void MapWebhookPages(this IEndpointRouteBuilder admin)
    {
        admin.MapForm(All, ShowAll, CreateAsync).NeedsFreshSignIn();
        admin.MapPage(One, ShowOne);
        admin.MapFormOf($"{One}/test", ShowOne, TestAsync);
        admin.MapFormOf($"{One}/enabled", ShowOne, EnableAsync);
        admin.MapFormOf($"{One}/disabled", ShowOne, DisableAsync);
        admin.MapFormOf($"{One}/replay", ShowOne, ReplayAsync);
        admin.MapFormOf($"{One}/secret", ShowOne, RotateAsync).NeedsFreshSignIn();
        admin.MapFormOf($"{One}/removed", ShowOne, RemoveAsync);
        admin.MapPage(Delivery, ShowDelivery);
        admin.MapFormOf($"{Delivery}/resent", ShowDelivery, ResendAsync);
    }

    public static string AddressOf(Guid endpoint) => $"{Address}/{endpoint:D}";

    public static string AddressOf(Guid endpoint, Guid delivery) => $"{AddressOf(endpoint)}/deliveries/{delivery:D}";

    private static async Task<Page> ShowAll(HttpContext context, EndpointList endpoints, string? cursor)
    {
        var query = new QueryReader();
        var page = query.Page(cursor, limit: null, ItemCursor.ReadId);
        query.ThrowIfAny();
        var read = await endpoints.ReadEverywhereAsync(page.After, page.Take, context.RequestAborted);
        var (items, next) = page.Cut(read, one => ItemCursor.Of(one.Endpoint.Id), context);
        return Page.Of<WebhooksView>("webhooks.title", new WebhooksModel(items, next));
    }

    private static async Task<IResult> ShowOne(
        RouteUuid endpoint_id, HttpContext context, EndpointList endpoints, DeliveryHandlers deliveries, string? status, string? cursor) =>
        await ShowAsync(endpoint_id, context, endpoints, deliveries, status, cursor, test: null);

    private static async Task<IResult> ShowAsync(
        RouteUuid id, HttpContext context, EndpointList endpoints, DeliveryHandlers deliveries, string? status, string? cursor,
        EndpointTestReply? test)
    {
        if (await endpoints.FindAnywhereAsync(id.Value, context.RequestAborted) is not { } found)
        {
            return AdminRefusal.NotFound.ToProblem();
        }

        var list = await deliveries.List(
            EndpointScope.Of(found.Endpoint), id, context, status, type: null, organization: null, cursor, limit: null);
        return list.Result is Ok<DeliveryPage> { Value: { } page }
            ? Page.Of<EndpointView>("webhook.title", new EndpointModel(found, page, status, test)) with
            {
                TitleValues = [("host", new Uri(found.Endpoint.Url).Host)],
            }
            : list.Result;
    }

    private static async Task<IResult> ShowDelivery(
        RouteUuid endpoint_id, RouteUuid delivery_id, HttpContext context, EndpointList endpoints, DeliveryHandlers deliveries)
    {
        if (await endpoints.FindAnywhereAsync(endpoint_id.Value, context.RequestAborted) is not { } found)
        {
            return AdminRefusal.NotFound.ToProblem();
        }

        var answer = await deliveries.Get(EndpointScope.Of(found.Endpoint), endpoint_id, delivery_id, context);
        return answer.Result is Ok<DeliveryDetailReply> { Value: { } delivery }
            ? Page.Of<DeliveryView>("delivery.title", new DeliveryModel(found, delivery))
            : answer.Result;
    }

    private static async Task<IResult> CreateAsync(FormInput input, HttpContext context, EndpointHandlers on)
    {
        var types = input.All("event_types");
        var answer = await on.Create(
            EndpointScope.Platform,
            new(
                input["url"].Trim(), input.TextOrNull("description"), types.Count == 0 ? null : types, input.TextOrNull("organization_id")),
            context);
        return answer.Result is Created<NewEndpointReply> { Value: { } made }
            ? Page.Of<WebhookSecretView>("webhooks.made", new WebhookSecret(made.Id, made.Url, made.Secret, PreviousExpiresAt: null))
            : answer.Result;
    }

    private static Task<IResult> EnableAsync(RouteUuid endpoint_id, HttpContext context, EndpointList endpoints, EndpointHandlers on) =>
        WithAsync(endpoint_id, context, endpoints, async scope =>
            (await on.Enable(scope, endpoint_id, context)).OrDone(context, AddressOf(endpoint_id.Value), "webhook_enabled"));

    private static Task<IResult> DisableAsync(RouteUuid endpoint_id, HttpContext context, EndpointList endpoints, EndpointHandlers on) =>
        WithAsync(endpoint_id, context, endpoints, async scope =>
            (await on.Change(scope, endpoint_id, new(Enabled: false), context))
                .OrDone(context, AddressOf(endpoint_id.Value), "webhook_disabled"));

    private static Task<IResult> RemoveAsync(RouteUuid endpoint_id, HttpContext context, EndpointList endpoints, EndpointHandlers on) =>
        WithAsync(endpoint_id, context, endpoints, async scope =>
            (await on.Delete(scope, endpoint_id, context)).OrDone(context, Address, "webhook_removed"));

    private static Task<IResult> TestAsync(
        RouteUuid endpoint_id, HttpContext context, EndpointList endpoints, DeliveryHandlers deliveries, EndpointHandlers on) =>
        WithAsync(endpoint_id, context, endpoints, async scope =>
        {
            var answer = await on.Test(scope, endpoint_id, context);
            return answer.Result is Ok<EndpointTestReply> { Value: { } test }
                ? await ShowAsync(endpoint_id, context, endpoints, deliveries, status: null, cursor: null, test)
                : answer.Result;
        });

    private static Task<IResult> RotateAsync(RouteUuid endpoint_id, HttpContext context, EndpointList endpoints, EndpointHandlers on) =>
        WithAsync(endpoint_id, context, endpoints, async scope =>
        {
            var answer = await on.Rotate(scope, endpoint_id, request: null, context);
            return answer.Result is Ok<RotationReply> { Value: { } rotation }
                ? Page.Of<WebhookSecretView>(
                    "webhook.rotated", new WebhookSecret(endpoint_id.Value, null, rotation.Secret, rotation.PreviousExpiresAt))
                : answer.Result;
        });

    private static Task<IResult> ReplayAsync(
        FormInput input, RouteUuid endpoint_id, HttpContext context, EndpointList endpoints, EndpointHandlers on)
    {
        var query = new QueryReader();
        var day = query.Day("since", input["since"]);
        query.AddIf(string.IsNullOrEmpty(input["since"]), "since", "is required");
        query.ThrowIfAny();
        var request = new ReplayRequest(
            new DateTimeOffset(day!.Value, TimeOnly.MinValue, TimeSpan.Zero), Failed: input.IsChecked("failed"));
        return WithAsync(endpoint_id, context, endpoints, async scope =>
            (await on.Replay(scope, endpoint_id, request, context)).OrDone(context, AddressOf(endpoint_id.Value), "webhook_replayed"));
    }

    private static Task<IResult> ResendAsync(
        RouteUuid endpoint_id, RouteUuid delivery_id, HttpContext context, EndpointList endpoints, EndpointHandlers on) =>
        WithAsync(endpoint_id, context, endpoints, async scope =>
        {
            var answer = await on.Resend(scope, endpoint_id, delivery_id, context);
            return answer.Result is Accepted<ResentReply> { Value: { } made }
                ? FormRoutes.Done(context, AddressOf(endpoint_id.Value, made.Id), "webhook_resent")
                : answer.Result;
        });

    // A platform admin acts for whomever the endpoint belongs to.
    private static async Task<IResult> WithAsync(
        RouteUuid endpoint, HttpContext context, EndpointList endpoints, Func<EndpointScope, Task<IResult>> act) =>
        await endpoints.FindAnywhereAsync(endpoint.Value, context.RequestAborted) is { } found
            ? await act(EndpointScope.Of(found.Endpoint))
            : AdminRefusal.NotFound.ToProblem();
}
