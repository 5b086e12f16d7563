using System.Globalization;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.Net.Http.Headers;
using StatusLevels.Api.Audit;
using StatusLevels.Api.Limits;

namespace StatusLevels.Api.Import;

/// <summary>Existing subscribers in bulk: a line in, an outcome out.</summary>
internal static class ImportEndpoint
{
    public const string MediaType = "application/x-ndjson";

    /// <summary>Where subscribers are sent to.</summary>
    public const string Subscribers = "/api/admin/import";

    /// <summary>Where organizations are sent to.</summary>
    public const string Organizations = "/api/admin/import/organizations";

    /// <summary>What is sent there is only tried.</summary>
    public const string Rehearsed = "dry_run=true";

    public static void AddImport(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton(ImportLimits.From(builder.Configuration));
        builder.Services.AddSingleton<ImportGate>();
        builder.Services.AddSingleton<DatabaseOutage>();
        builder.Services.AddSingleton<ImportPatience>();
        builder.Services.AddSingleton<SubscriberImport>();
        builder.Services.AddSingleton<OrganizationImport>();
    }

    public static void MapImport(this IEndpointRouteBuilder routes)
    {
        MapSubscribers(routes);
        MapOrganizations(routes);
    }

    private static void MapSubscribers(IEndpointRouteBuilder routes) =>
        Import(routes.MapPost(Subscribers, ImportSubscribersAsync), typeof(ImportLine))
        .WithSummary("Import existing subscribers")
        .WithDescription($$$"""
            Gives A to organizations that have an active subscription already. The body is `{{{MediaType}}}`, a JSON object a line; so is the answer, with an
            outcome for each line in the same order, written while the body is still being read, and `{"summary":{…}}` as its last line. A line that fails says
            why and does not stop the rest. The same line again changes nothing, so an import that was cut off is simply sent again.

            Exempt from the limits of other requests; its own are {{{ImportLimits.LineBytes / 1024}}} KiB a line, a million lines, and half a minute in which nothing moves.
            Read the answer while you send, or send no more than {{{ImportLimits.Window.ToString("N0", CultureInfo.InvariantCulture)}}} lines.
            """);

    private static void MapOrganizations(IEndpointRouteBuilder routes) =>
        Import(routes.MapPost(Organizations, ImportOrganizationsAsync), typeof(OrganizationLine))
        .MayAnswer(ProblemCode.ValidationFailed)
        .WithSummary("Import organizations with their members")
        .WithDescription($$$"""
            Enters organizations into the directory: name, slug, contacts, language, sites and members, each line as a whole or not at all. Nothing is taken away:
            members and sites that a line does not name stay. With `dry_run=true` the answer says what would become of each line, and nothing is written. Body, answer
            and limits are those of the import of subscribers, but a line may have {{{ImportLimits.OrganizationBytes / 1024}}} KiB. The same line again changes nothing.
            """);

    private static RouteHandlerBuilder Import(RouteHandlerBuilder route, Type line) => route
        .RequireAuthorization(Policies.PlatformAdmin)
        .WithTags("Administration")
        .WithMetadata(new NdjsonMetadata(line, typeof(ImportOutcomeReply)), new DisableRequestTimeoutAttribute())
        .MayAnswer(ProblemCode.OriginNotAllowed, ProblemCode.UnsupportedMediaType, ProblemCode.Overloaded);

    private static Task<Results<EmptyHttpResult, Problem>> ImportSubscribersAsync(
        HttpContext context, ImportGate gate, SubscriberImport subscribers, ImportLimits limits, IHostApplicationLifetime node,
        ILogger<ImportRun> logger) =>
        ImportAsync(context, gate, new SubscriberLines(subscribers, context.ToCall()), limits, node, logger);

    private static Task<Results<EmptyHttpResult, Problem>> ImportOrganizationsAsync(
        HttpContext context, ImportGate gate, OrganizationImport organizations, ImportLimits limits, IHostApplicationLifetime node,
        ILogger<ImportRun> logger, string? dry_run)
    {
        var query = new QueryReader();
        var isRehearsal = query.Flag(nameof(dry_run), dry_run) ?? false;
        query.ThrowIfAny();
        // Each line can be repeated by itself.
        var origin = AuditOrigin.Of(context) with { Keyed = null };
        return ImportAsync(context, gate, new OrganizationLines(organizations, origin, isRehearsal), limits, node, logger);
    }

    private static async Task<Results<EmptyHttpResult, Problem>> ImportAsync(
        HttpContext context, ImportGate gate, IImportedLines kind, ImportLimits limits, IHostApplicationLifetime node,
        ILogger<ImportRun> logger)
    {
        Unbind(context);
        RequestBody.RequireUncompressed(context.Request);
        if (!IsNdjson(context.Request))
        {
            return new Problem(ProblemCode.UnsupportedMediaType, new("body_not_type", ("type", MediaType)));
        }

        using var place = gate.Enter();
        if (place is null)
        {
            return new Problem(ProblemCode.Overloaded, new("imports_at_once", ("count", $"{ImportLimits.AtOnce}")))
            {
                RetryAfter = ImportGate.Pause,
            };
        }

        if (!context.MoveToStreams())
        {
            return Problem.Overloaded;
        }

        var response = context.Response;
        response.ContentType = MediaType;
        // Outcomes are news: a proxy should pass them on as they come.
        response.Headers["X-Accel-Buffering"] = "no";
        var summary = await new ImportRun(kind, limits, node.ApplicationStopping).RunAsync(context);
        ImportLog.Ended(
            logger, summary.Lines, summary.Granted, summary.AlreadyActive, summary.Created, summary.Updated, summary.Unchanged,
            summary.Failed,
            summary.Complete ? "complete" : summary.Code!);
        return TypedResults.Empty;
    }

    /// <summary>An import may be large and slow; what bounds it is <see cref="ImportLimits"/>.</summary>
    private static void Unbind(HttpContext context)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = ImportLimits.BodyBytes;
        }

        if (context.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } arriving)
        {
            arriving.MinDataRate = null;
        }

        if (context.Features.Get<IHttpMinResponseDataRateFeature>() is { } leaving)
        {
            leaving.MinDataRate = null;
        }
    }

    private static bool IsNdjson(HttpRequest request) =>
        MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
        && type.MediaType.Equals(MediaType, StringComparison.OrdinalIgnoreCase)
        && RequestBody.IsUtf8(type);
}

/// <summary>Tells the API document that an endpoint takes and gives JSON objects, one a line.</summary>
internal sealed record NdjsonMetadata(Type Line, Type Answer);

internal static partial class ImportLog
{
    [LoggerMessage(1, LogLevel.Information,
        "An import of {Lines} lines ended: {Granted} granted, {AlreadyActive} already active, {Created} created, {Updated} updated, {Unchanged} unchanged, {Failed} failed; {End}")]
    public static partial void Ended(
        ILogger logger, int lines, int granted, int alreadyActive, int created, int updated, int unchanged, int failed, string end);
}
