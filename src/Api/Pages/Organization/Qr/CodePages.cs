using StatusLevels.Api.Answers;
using StatusLevels.Api.Audit;
using StatusLevels.Api.OrganizationDirectory;
using StatusLevels.Api.Pages.Admin.Charts;
using StatusLevels.Api.Pages.Forms;
using StatusLevels.Api.QrCodes;

namespace StatusLevels.Api.Pages.Organization.Qr;

/// <summary>The QR codes of an organization: to print, and how often they were scanned.</summary>
internal static class CodePages
{
    private const string One = $"{OrganizationPages.Codes}/{{qr_id}}";

    public static string AddressOf(Guid code, string? part = null) =>
        $"{OrganizationPages.Codes}/{code:D}{(part is null ? "" : $"/{part}")}";

    public static void MapCodePages(this IEndpointRouteBuilder routes)
    {
        routes.MapForm(OrganizationPages.Codes, ListAsync, CreateAsync).RequireAuthorization(Policies.OrganizationManager);
        routes.MapForm(One, ShowAsync, ChangeAsync).RequireAuthorization(Policies.OrganizationManager);
        routes.MapFormOf($"{One}/remove", ShowAsync, RemoveAsync).RequireAuthorization(Policies.OrganizationManager);
        routes.MapPage($"{One}/labels", PrintAsync);
    }

    private static async Task<Page> ListAsync(RouteUuid organization_id, HttpContext context, QrCodeStore codes, OwnAddress addresses) =>
        Page.Of<CodesView>("codes.title", new CodesModel(
            organization_id.Value,
            await codes.ReadAsync(organization_id.Value, QrCodeEndpoints.Urls(context, addresses), context.RequestAborted),
            OrganizationMembers.Manages(context, organization_id.Value)));

    private static async Task<IResult> CreateAsync(
        RouteUuid organization_id, FormInput input, HttpContext context, QrCodeStore codes, OwnAddress addresses)
    {
        var made = await QrCodeEndpoints.CreateAsync(
            organization_id, new QrCodeRequest(input["label"].Trim()), context, codes, addresses);
        return made.Result is Created<QrCodeReply> { Value: { } code }
            ? FormRoutes.Done(context, AddressOf(code.Id), "code.made")
            : (IResult)made.Result;
    }

    private static async Task<IResult> ShowAsync(
        RouteUuid organization_id, RouteUuid qr_id, HttpContext context, QrCodeStore codes, OwnAddress addresses, TimeProvider clock,
        string? period)
    {
        if (await FindAsync(organization_id, qr_id, context, codes, addresses) is not { } code)
        {
            return AdminRefusal.NotFound.ToProblem();
        }

        var asked = ScanPeriods.All.FirstOrDefault(known => known == period) ?? ScanPeriods.Usual;
        var today = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
        var counted = await codes.CountAsync(code.Id, ScanPeriods.FirstOf(asked, today), today, context.RequestAborted);
        return Page.Of<CodeView>("codes.one", new CodeModel(
            organization_id.Value, code, ScanPeriods.Fill(asked, today, counted),
            OrganizationMembers.Manages(context, organization_id.Value)));
    }

    private static async Task<IResult> ChangeAsync(
        RouteUuid organization_id, RouteUuid qr_id, FormInput input, HttpContext context, QrCodeStore codes, OwnAddress addresses)
    {
        var changed = await QrCodeEndpoints.ChangeAsync(
            organization_id, qr_id, new QrCodeChangeRequest(input["label"].Trim(), input.IsChecked("is_active")), context, codes,
            addresses);
        return changed.Result is Problem problem ? problem : FormRoutes.Done(context, AddressOf(qr_id.Value), "saved");
    }

    private static async Task<IResult> RemoveAsync(RouteUuid organization_id, RouteUuid qr_id, HttpContext context, QrCodeStore codes) =>
        await codes.DeleteAsync(organization_id.Value, qr_id.Value, AuditOrigin.Of(context), context.RequestAborted) is { } refusal
            ? refusal.ToProblem()
            : FormRoutes.Done(context, OrganizationPages.Codes, "code.removed");

    private static async Task<IResult> PrintAsync(
        RouteUuid organization_id, RouteUuid qr_id, HttpContext context, QrCodeStore codes, OwnAddress addresses, OrganizationNames names,
        string? size, string? copies)
    {
        if (await FindAsync(organization_id, qr_id, context, codes, addresses) is not { } code)
        {
            return AdminRefusal.NotFound.ToProblem();
        }

        var query = new QueryReader();
        var number = query.Number(nameof(copies), copies, 1, LabelsModel.Most) ?? LabelsModel.Usual;
        query.ThrowIfAny();
        var known = await names.OfAsync([organization_id.Value], context.RequestAborted);
        return Page.Of<LabelsView>("labels.title", new LabelsModel(
            organization_id.Value, code, known.GetValueOrDefault(organization_id.Value),
            LabelsModel.Sizes.FirstOrDefault(one => one == size) ?? LabelsModel.Sizes[0], (int)number));
    }

    private static Task<QrCodeReply?> FindAsync(
        RouteUuid organization, RouteUuid code, HttpContext context, QrCodeStore codes, OwnAddress addresses) =>
        codes.FindAsync(organization.Value, code.Value, QrCodeEndpoints.Urls(context, addresses), context.RequestAborted);
}

/// <summary>The codes of an organization.</summary>
internal sealed record CodesModel(Guid Organization, IReadOnlyList<QrCodeReply> Items, bool IsManager);

/// <summary>A code and its scans.</summary>
internal sealed record CodeModel(Guid Organization, QrCodeReply Code, ScanTimelineReply Scans, bool IsManager)
{
    public ChartModel Chart(string title) => new(
        title, [.. Scans.DataPoints.Select(point => point.Date)], [new(title, [.. Scans.DataPoints.Select(point => point.Count)])]);
}

/// <summary>Labels to be printed and cut out.</summary>
internal sealed record LabelsModel(Guid Organization, QrCodeReply Code, string? Name, string Size, int Copies)
{
    public const int Most = 200;
    public const int Usual = 12;

    public static IReadOnlyList<string> Sizes { get; } = ["medium", "small", "large"];
}
