using StatusLevels.Api.Levels;
using StatusLevels.Api.OrganizationDirectory;
using StatusLevels.Api.Organizations;
using StatusLevels.Api.Pages.Forms;

namespace StatusLevels.Api.Pages.Admin.Organizations;

/// <summary>One organization on one page, with all that platform admins do to it.</summary>
internal static class AdminOrganizationPages
{
    public const string Address = "/admin/organizations";

    private const string One = $"{Address}/{{organization_id}}";

    public static string AddressOf(Guid organization) => $"{Address}/{organization:D}";

    public static void MapAdminOrganizations(this IEndpointRouteBuilder admin)
    {
        admin.MapAdminOrganizationList();
        admin.MapEntryPages();
        admin.MapPage(One, Show);
        admin.MapMemberForms(One, Show);
        admin.MapFormOf($"{One}/levels/{{level}}/grant", Show, Grant);
        admin.MapFormOf($"{One}/levels/{{level}}/renewal", Show, Renew);
        admin.MapFormOf($"{One}/levels/B/verification", Show, Verify);
        admin.MapFormOf($"{One}/levels/{{level}}/revocation", Show, Revoke);
        admin.MapFormOf($"{One}/expiry-check", Show, Settle);
        admin.MapFormOf($"{One}/forgetting", Show, Forget).NeedsFreshSignIn();
    }

    private static async Task<Page> Show(
        RouteUuid organization_id, HttpContext context, OrganizationFile files, string? page, string? upto)
    {
        var query = new QueryReader();
        var number = (int)(query.Number(nameof(page), page, 1, int.MaxValue) ?? 1);
        var newest = query.Number(nameof(upto), upto, 0, long.MaxValue);
        query.ThrowIfAny();

        var known = await files.ReadAsync(new OrganizationId(organization_id.Value), context, number, newest);
        return Page.Of<AdminOrganizationView>("admin.organization.title", known) with { TitleValues = [("name", known.Label)] };
    }

    private static Task<IResult> Grant(
        FormInput input, RouteUuid organization_id, string level, HttpContext context, CommandSender commands)
    {
        var errors = new FieldErrors();
        var until = input.Day(errors, "valid_until");
        errors.ThrowIfAny();
        return SendAsync(
            organization_id, context, commands,
            LevelEndpoints.Read(new(level, until, input.TextOrNull("notes"), input.TextOrNull("subscription_id"))), "granted");
    }

    private static Task<IResult> Renew(
        FormInput input, RouteUuid organization_id, string level, HttpContext context, CommandSender commands)
    {
        var errors = new FieldErrors();
        var until = input.Day(errors, "valid_until");
        errors.ThrowIfAny();
        return SendAsync(organization_id, context, commands, new StatusCommand.Renew(LevelEndpoints.RouteLevel(level), until), "renewed");
    }

    private static Task<IResult> Verify(RouteUuid organization_id, HttpContext context, CommandSender commands) =>
        SendAsync(organization_id, context, commands, new StatusCommand.Verify(), "verified");

    private static Task<IResult> Revoke(
        FormInput input, RouteUuid organization_id, string level, HttpContext context, CommandSender commands)
    {
        var reason = input.TextOrNull("reason");
        new FieldErrors().Length("reason", reason, 0, TextLengths.Reason).ThrowIfAny();
        return SendAsync(
            organization_id, context, commands,
            new StatusCommand.Revoke(LevelEndpoints.RouteLevel(level), reason, Quiet: !input.IsChecked("notify")), "revoked");
    }

    private static Task<IResult> Settle(RouteUuid organization_id, HttpContext context, CommandSender commands) =>
        SendAsync(organization_id, context, commands, new StatusCommand.Tick(), "settled");

    private static async Task<IResult> Forget(
        FormInput input, RouteUuid organization_id, HttpContext context, DirectoryEntries directory, CommandSender commands,
        OrganizationErasure erasure, IGrainFactory grains)
    {
        var entry = await directory.FindAsync(organization_id.Value, context.RequestAborted);
        FormConfirmation.Require(input, OrganizationFile.ToConfirm(organization_id.Value, entry));
        return await ForgetEndpoint.Forget(organization_id, context, commands, erasure, grains) is { Result: Problem problem }
            ? problem
            : FormRoutes.Done(context, Address, "forgotten");
    }

    private static async Task<IResult> SendAsync(
        RouteUuid organization, HttpContext context, CommandSender commands, StatusCommand command, string done)
    {
        var (_, problem) = await commands.Send(organization, context, command);
        return problem is not null ? problem : FormRoutes.Done(context, AddressOf(organization.Value), done);
    }
}
