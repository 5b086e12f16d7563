using StatusLevels.Api.Organizations;
using StatusLevels.Api.Pages.Forms;
using StatusLevels.Api.UpgradeRequests;

namespace StatusLevels.Api.Pages.Organization.Standing;

/// <summary>Where an organization stands, and how it asks for more.</summary>
internal static class StandingPages
{
    public const string Ask = $"{OrganizationPages.Standing}/request";

    /// <summary>The button for one more link.</summary>
    public const string AddLink = "add_link";

    public static string Cancel(Guid request) => $"{OrganizationPages.Standing}/request/{request:D}/cancel";

    public static void MapStandingPages(this IEndpointRouteBuilder routes)
    {
        routes.MapPage(OrganizationPages.Standing, ShowAsync);
        routes.MapFormOf(Ask, ShowAsync, AskAsync).RequireAuthorization(Policies.OrganizationManager);
        routes.MapFormOf($"{OrganizationPages.Standing}/request/{{request_id}}/cancel", ShowAsync, CancelAsync)
            .RequireAuthorization(Policies.OrganizationManager);
    }

    /// <summary>The links that were typed; a field that was left empty is none.</summary>
    public static IReadOnlyList<string> Links(FormInput input) =>
        [.. input.All("evidence_urls").Where(link => !string.IsNullOrWhiteSpace(link)).Select(link => link.Trim())];

    private static async Task<Page> ShowAsync(RouteUuid organization_id, HttpContext context, StandingReader reader) =>
        Page.Of<StandingView>("standing.title", await reader.ReadAsync(new OrganizationId(organization_id.Value), context));

    private static async Task<IResult> AskAsync(
        FormInput input, RouteUuid organization_id, HttpContext context, CommandSender commands, StandingReader reader)
    {
        if (input.IsChecked(AddLink))
        {
            return await ShowAsync(organization_id, context, reader);
        }

        var command = UpgradeRequestRules.Read(new(input["target_level"], input.TextOrNull("message"), Links(input)));
        var (_, problem) = await commands.Send(organization_id, context, command);
        return problem is not null ? problem : FormRoutes.Done(context, OrganizationPages.Standing, "request.asked");
    }

    private static async Task<IResult> CancelAsync(
        RouteUuid organization_id, RouteUuid request_id, HttpContext context, CommandSender commands)
    {
        var (_, problem) = await commands.Send(organization_id, context, new StatusCommand.CancelUpgrade(request_id.Value));
        return problem is not null ? problem : FormRoutes.Done(context, OrganizationPages.Standing, "request.cancelled");
    }
}
