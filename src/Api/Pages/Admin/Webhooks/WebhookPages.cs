using StatusLevels.Api.Pages.Endpoints;
using StatusLevels.Api.Pages.Forms;
using StatusLevels.Api.WebhookEndpoints;

namespace StatusLevels.Api.Pages.Admin.Webhooks;

/// <summary>The webhook endpoints of the platform and of all organizations.</summary>
internal static class WebhookPages
{
    public const string Address = $"{AdminPages.Home}/webhooks";

    private const string All = "/webhooks";

    public static EndpointPlace Place { get; } = new OfAll();

    /// <summary>Those that stand so; null: all.</summary>
    public static string AddressOf(EndpointCondition? condition) =>
        condition is { } one ? $"{Address}?state={Words.Of(one)}" : Address;

    public static void MapWebhookPages(this IEndpointRouteBuilder admin)
    {
        admin.MapForm(All, ShowAll, CreateAsync).NeedsFreshSignIn();
        EndpointPageRoutes.Map(admin, $"{All}/{{endpoint_id}}", Place, _ => { });
    }

    private static async Task<Page> ShowAll(HttpContext context, EndpointList endpoints, string? cursor, string? state)
    {
        var query = new QueryReader();
        var page = query.Page(cursor, limit: null, ItemCursor.ReadId);
        var condition = query.Word<EndpointCondition>(nameof(state), state);
        query.ThrowIfAny();
        var read = await endpoints.ReadEverywhereAsync(page.After, page.Take, condition, context.RequestAborted);
        var (items, next) = page.Cut(read, one => ItemCursor.Of(one.Endpoint.Id), context);
        return Page.Of<WebhooksView>("webhooks.title", new WebhooksModel(items, next, condition));
    }

    private static async Task<IResult> CreateAsync(FormInput input, HttpContext context, EndpointHandlers on)
    {
        var answer = await on.Create(
            EndpointScope.Platform,
            new(
                input["url"].Trim(), input.TextOrNull("description"), EndpointPageRoutes.Types(input), input.TextOrNull("organization_id")),
            context);
        return answer.Result is Created<NewEndpointReply> { Value: { } made }
            ? Page.Of<SecretView>("endpoints.made", new SecretModel(Place.AddressOf(made.Id), made.Secret, PreviousExpiresAt: null))
            : answer.Result;
    }

    // A platform admin acts for whomever the endpoint belongs to.
    private sealed class OfAll : EndpointPlace
    {
        public override string Home => Address;

        public override async Task<FoundEndpoint?> FindAsync(HttpContext context, Guid id)
        {
            var endpoints = context.RequestServices.GetRequiredService<EndpointList>();
            return await endpoints.FindAnywhereAsync(id, context.RequestAborted) is not { } found ? null : new(
                this, EndpointScope.Of(found.Endpoint), found.Endpoint, context.User.IsPlatformAdmin() ? null : "viewer.platform")
            {
                Anywhere = found,
            };
        }
    }
}

/// <summary>What the page of all endpoints shows.</summary>
internal sealed record WebhooksModel(IReadOnlyList<EndpointAnywhere> Items, string? NextCursor, EndpointCondition? Condition);
