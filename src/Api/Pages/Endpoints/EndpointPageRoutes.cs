using StatusLevels.Api.Pages.Forms;
using StatusLevels.Api.WebhookEndpoints;

namespace StatusLevels.Api.Pages.Endpoints;

/// <summary>The pages of one webhook endpoint and of what it was sent, with all that can be done there.</summary>
internal sealed class EndpointPageRoutes(EndpointPlace place)
{
    /// <param name="routes">Where the pages are mapped.</param>
    /// <param name="pattern">The address of an endpoint, with <c>{endpoint_id}</c>.</param>
    /// <param name="place">Whose endpoints they are.</param>
    /// <param name="form">What each of the forms needs besides.</param>
    public static void Map(IEndpointRouteBuilder routes, string pattern, EndpointPlace place, Action<RouteHandlerBuilder> form)
    {
        var on = new EndpointPageRoutes(place);
        var secret = routes.MapFormOf($"{pattern}/secret", on.ShowAsync, on.RotateAsync).NeedsFreshSignIn();
        RouteHandlerBuilder[] forms =
        [
            secret,
            routes.MapForm(pattern, on.ShowAsync, on.ChangeAsync),
            routes.MapFormOf($"{pattern}/test", on.ShowAsync, on.TestAsync),
            routes.MapFormOf($"{pattern}/enable", on.ShowAsync, on.EnableAsync),
            routes.MapFormOf($"{pattern}/disable", on.ShowAsync, on.DisableAsync),
            routes.MapFormOf($"{pattern}/replay", on.ShowAsync, on.ReplayAsync),
            routes.MapFormOf($"{pattern}/remove", on.ShowAsync, on.RemoveAsync),
            routes.MapForm($"{pattern}/deliveries/{{delivery_id}}", on.ShowDeliveryAsync, on.ResendAsync),
        ];
        Array.ForEach(forms, form);
    }

    /// <summary>None that is ticked is no choice: all are meant.</summary>
    public static IReadOnlyList<string>? Types(FormInput input) => input.All("event_types") is { Count: > 0 } types ? types : null;

    private Task<IResult> ShowAsync(
        RouteUuid endpoint_id, HttpContext context, EndpointPageReader reader, string? status, string? cursor) =>
        WithAsync(endpoint_id, context, async found => PageOf(await reader.ReadAsync(found, context, status, cursor)));

    private Task<IResult> ShowDeliveryAsync(
        RouteUuid endpoint_id, RouteUuid delivery_id, HttpContext context, DeliveryHandlers deliveries) =>
        WithAsync(endpoint_id, context, async found =>
        {
            var answer = await deliveries.Get(found.Scope, endpoint_id, delivery_id, context);
            return answer.Result is Ok<DeliveryDetailReply> { Value: { } delivery }
                ? Page.Of<DeliveryView>("sent.title", new DeliveryModel(found, delivery))
                : answer.Result;
        });

    private Task<IResult> ChangeAsync(RouteUuid endpoint_id, FormInput input, HttpContext context, EndpointHandlers on)
    {
        var change = new EndpointChangeRequest(input["url"].Trim())
        {
            Description = input.TextOrNull("description"),
            EventTypes = Types(input),
        };
        return WithAsync(endpoint_id, context, async found =>
            (await on.Change(found.Scope, endpoint_id, change, context)).OrDone(context, found.AddressOf(), "saved"));
    }

    private Task<IResult> RotateAsync(RouteUuid endpoint_id, HttpContext context, EndpointHandlers on) =>
        WithAsync(endpoint_id, context, async found =>
        {
            var answer = await on.Rotate(found.Scope, endpoint_id, request: null, context);
            return answer.Result is Ok<RotationReply> { Value: { } rotation }
                ? Page.Of<SecretView>("endpoints.rotated", new SecretModel(found.AddressOf(), rotation.Secret, rotation.PreviousExpiresAt))
                : answer.Result;
        });

    private Task<IResult> TestAsync(RouteUuid endpoint_id, HttpContext context, EndpointHandlers on, EndpointPageReader reader) =>
        WithAsync(endpoint_id, context, async found =>
        {
            var answer = await on.Test(found.Scope, endpoint_id, context);
            return answer.Result is Ok<EndpointTestReply> { Value: { } test }
                ? PageOf(await reader.ReadAsync(found, context, status: null, cursor: null) with { Test = test })
                : answer.Result;
        });

    private Task<IResult> EnableAsync(RouteUuid endpoint_id, HttpContext context, EndpointHandlers on) =>
        WithAsync(endpoint_id, context, async found =>
            (await on.Enable(found.Scope, endpoint_id, context)).OrDone(context, found.AddressOf(), "endpoint.enabled"));

    private Task<IResult> DisableAsync(RouteUuid endpoint_id, HttpContext context, EndpointHandlers on) =>
        WithAsync(endpoint_id, context, async found =>
            (await on.Change(found.Scope, endpoint_id, new(Enabled: false), context))
                .OrDone(context, found.AddressOf(), "endpoint.disabled"));

    private Task<IResult> ReplayAsync(RouteUuid endpoint_id, FormInput input, HttpContext context, EndpointHandlers on)
    {
        var query = new QueryReader();
        var day = query.Day("since", input["since"]);
        query.AddIf(string.IsNullOrEmpty(input["since"]), "since", "is required");
        query.ThrowIfAny();
        var request = new ReplayRequest(
            new DateTimeOffset(day!.Value, TimeOnly.MinValue, TimeSpan.Zero), Failed: input.IsChecked("failed"));
        return WithAsync(endpoint_id, context, async found =>
            (await on.Replay(found.Scope, endpoint_id, request, context)).OrDone(context, found.AddressOf(), "endpoint.replayed"));
    }

    private Task<IResult> RemoveAsync(RouteUuid endpoint_id, HttpContext context, EndpointHandlers on) =>
        WithAsync(endpoint_id, context, async found =>
            (await on.Delete(found.Scope, endpoint_id, context)).OrDone(context, place.Home, "endpoint.removed"));

    private Task<IResult> ResendAsync(RouteUuid endpoint_id, RouteUuid delivery_id, HttpContext context, EndpointHandlers on) =>
        WithAsync(endpoint_id, context, async found =>
        {
            var answer = await on.Resend(found.Scope, endpoint_id, delivery_id, context);
            return answer.Result is Accepted<ResentReply> { Value: { } made }
                ? FormRoutes.Done(context, found.AddressOf(made.Id), "endpoint.resent")
                : answer.Result;
        });

    private static Page PageOf(EndpointModel model) => Page.Of<EndpointView>("endpoints.one", model) with
    {
        TitleValues = [("host", new Uri(model.Endpoint.Url).Host)],
    };

    private async Task<IResult> WithAsync(RouteUuid endpoint, HttpContext context, Func<FoundEndpoint, Task<IResult>> act) =>
        await place.FindAsync(context, endpoint.Value) is { } found ? await act(found) : AdminRefusal.NotFound.ToProblem();
}
