using StatusLevels.Api.Answers;
using StatusLevels.Api.Audit;

namespace StatusLevels.Api.QrCodes;

/// <summary>The QR codes of an organization, and how often they were scanned.</summary>
internal static class QrCodeEndpoints
{
    private const string Address = "/api/organizations/{organization_id}/qr-codes";
    private const int LongestLabel = 200;

    public static void AddQrCodes(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton<QrCodeStore>();
        services.AddSingleton<QrTargets>();
        services.AddSingleton<ScanSalts>();
        services.AddSingleton<ScanLog>();
        services.AddSingleton<ScanCounts>();
        services.AddSingleton<ScanRecorder>();
        services.AddHostedService(provider => provider.GetRequiredService<ScanRecorder>());
    }

    public static void MapQrCodes(this IEndpointRouteBuilder routes)
    {
        var codes = routes.MapGroup(Address).WithTags("QR codes");
        var read = codes.MapGroup("/").RequireAuthorization(Policies.OrganizationReader);
        var change = codes.MapGroup("/").RequireAuthorization(Policies.OrganizationAdmin);

        change.MapPost("/", Create)
            .MayAnswer(ProblemCode.OriginNotAllowed, ProblemCode.TooMany, ProblemCode.OutcomeUnknown)
            .WithSummary("Make a QR code")
            .WithDescription("For a shelf, a product, a leaflet: who follows it comes to the passport of the organization. An organization has at most 100.");

        read.MapGet("/", List)
            .WithSummary("The QR codes of an organization")
            .WithDescription("The oldest first, with how often each was scanned. A scan is counted within a second.");

        change.MapPatch("/{qr_id}", Change)
            .MayAnswer(ProblemCode.OriginNotAllowed, ProblemCode.NotFound, ProblemCode.OutcomeUnknown)
            .WithSummary("Change a QR code")
            .WithDescription("What is left out stays. One that is not active leads to the passport still, and counts nothing.");

        change.MapDelete("/{qr_id}", Delete)
            .MayAnswer(ProblemCode.OriginNotAllowed, ProblemCode.NotFound, ProblemCode.OutcomeUnknown)
            .WithSummary("Remove a QR code")
            .WithDescription("What is printed leads to the passport still, uncounted.");

        read.MapGet("/{qr_id}/timeline", Timeline)
            .MayAnswer(ProblemCode.NotFound, ProblemCode.ValidationFailed)
            .WithSummary("The scans of a QR code, day by day")
            .WithDescription("Whole days, UTC, up to today: 7, 30, 90 or 365 of them, with 0 where nobody scanned.");
    }

    /// <summary>Makes a code.</summary>
    public static async Task<Results<Created<QrCodeReply>, Problem>> CreateAsync(
        RouteUuid organization_id, QrCodeRequest request, HttpContext context, QrCodeStore codes, OwnAddress addresses)
    {
        Check(request.Label)
            .AddIf(request.Target is not (null or QrCodeReply.Passport), "target", $"must be {QrCodeReply.Passport}")
            .ThrowIfAny();
        var (made, refusal) = await codes.CreateAsync(
            organization_id.Value, request.Label, Urls(context, addresses), AuditOrigin.Of(context), context.RequestAborted);
        return refusal is { } reason
            ? reason.ToProblem()
            : TypedResults.Created($"/api/organizations/{organization_id.Value:D}/qr-codes/{made!.Id:D}", made);
    }

    /// <summary>Changes a code.</summary>
    public static async Task<Results<Ok<QrCodeReply>, Problem>> ChangeAsync(
        RouteUuid organization_id, RouteUuid qr_id, QrCodeChangeRequest request, HttpContext context, QrCodeStore codes,
        OwnAddress addresses)
    {
        if (request.Label is { } label)
        {
            Check(label).ThrowIfAny();
        }

        var (made, refusal) = await codes.ChangeAsync(
            organization_id.Value, qr_id.Value, request, Urls(context, addresses), AuditOrigin.Of(context), context.RequestAborted);
        return refusal is { } reason ? reason.ToProblem() : TypedResults.Ok(made);
    }

    /// <summary>What a code says, by its letters.</summary>
    public static Func<string, string> Urls(HttpContext context, OwnAddress addresses) =>
        code => addresses.Of(context.Request, $"/q/{code}");

    private static Task<Results<Created<QrCodeReply>, Problem>> Create(
        RouteUuid organization_id, JsonBody<QrCodeRequest> body, HttpContext context, QrCodeStore codes, OwnAddress addresses) =>
        CreateAsync(organization_id, body.Value, context, codes, addresses);

    private static async Task<Ok<QrCodesReply>> List(
        RouteUuid organization_id, HttpContext context, QrCodeStore codes, OwnAddress addresses) =>
        TypedResults.Ok(new QrCodesReply(
            await codes.ReadAsync(organization_id.Value, Urls(context, addresses), context.RequestAborted)));

    private static Task<Results<Ok<QrCodeReply>, Problem>> Change(
        RouteUuid organization_id, RouteUuid qr_id, JsonBody<QrCodeChangeRequest> body, HttpContext context, QrCodeStore codes,
        OwnAddress addresses) =>
        ChangeAsync(organization_id, qr_id, body.Value, context, codes, addresses);

    private static async Task<Results<NoContent, Problem>> Delete(
        RouteUuid organization_id, RouteUuid qr_id, HttpContext context, QrCodeStore codes) =>
        await codes.DeleteAsync(organization_id.Value, qr_id.Value, AuditOrigin.Of(context), context.RequestAborted) is { } refusal
            ? refusal.ToProblem()
            : TypedResults.NoContent();

    private static async Task<Results<Ok<ScanTimelineReply>, Problem>> Timeline(
        RouteUuid organization_id, RouteUuid qr_id, HttpContext context, QrCodeStore codes, OwnAddress addresses, TimeProvider clock,
        string? period)
    {
        var asked = period ?? ScanPeriods.Usual;
        new FieldErrors().AddIf(ScanPeriods.DaysOf(asked) is null, nameof(period), ScanPeriods.Expected).ThrowIfAny();
        if (await codes.FindAsync(organization_id.Value, qr_id.Value, Urls(context, addresses), context.RequestAborted) is null)
        {
            return AdminRefusal.NotFound.ToProblem();
        }

        var today = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
        var counted = await codes.CountAsync(qr_id.Value, ScanPeriods.FirstOf(asked, today), today, context.RequestAborted);
        return TypedResults.Ok(ScanPeriods.Fill(asked, today, counted));
    }

    private static FieldErrors Check(string label) => new FieldErrors()
        .AddIf(!TextRules.IsStorable(label), "label", TextRules.NotStorable)
        .Length("label", label, 1, LongestLabel);
}
