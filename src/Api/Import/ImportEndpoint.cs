using System.Globalization;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.Net.Http.Headers;
using StatusLevels.Api.Limits;

namespace StatusLevels.Api.Import;

/// <summary>Existing subscribers in bulk: a line in, an outcome out.</summary>
internal static class ImportEndpoint
{
    public const string MediaType = "application/x-ndjson";

    public static void AddImport(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton(ImportLimits.From(builder.Configuration));
        builder.Services.AddSingleton<ImportGate>();
        builder.Services.AddSingleton<DatabaseOutage>();
        builder.Services.AddSingleton<SubscriberImport>();
    }

    public static void MapImport(this IEndpointRouteBuilder routes) => routes
        .MapPost("/api/admin/import", ImportAsync)
        .RequireAuthorization(Policies.PlatformAdmin)
        .DisableRequestTimeout()
        .WithTags("Administration")
        .WithMetadata(new NdjsonMetadata(typeof(ImportLine), typeof(ImportOutcomeReply)))
        .MayAnswer(ProblemCode.OriginNotAllowed, ProblemCode.UnsupportedMediaType, ProblemCode.Overloaded)
        .WithSummary("Import existing subscribers")
        .WithDescription($$$"""
            Gives A to organizations that have an active subscription already. The body is `{{{MediaType}}}`, a JSON object a line; so is the answer, with an
            outcome for each line in the same order, written while the body is still being read, and `{"summary":{…}}` as its last line. A line that fails says
            why and does not stop the rest. The same line again changes nothing, so an import that was cut off is simply sent again.

            Exempt from the limits of other requests; its own are {{{ImportLimits.LineBytes / 1024}}} KiB a line, a million lines, and half a minute in which nothing moves.
            Read the answer while you send, or send no more than {{{ImportLimits.Window.ToString("N0", CultureInfo.InvariantCulture)}}} lines.
            """);

    private static async Task<Results<EmptyHttpResult, Problem>> ImportAsync(
        HttpContext context, ImportGate gate, SubscriberImport subscribers, ImportLimits limits, IHostApplicationLifetime node,
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
        var summary = await new ImportRun(subscribers, limits, node.ApplicationStopping).RunAsync(context, context.ToCall());
        ImportLog.Ended(
            logger, summary.Lines, summary.Granted, summary.AlreadyActive, summary.Unchanged, summary.Failed,
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
        "An import of {Lines} lines ended: {Granted} granted, {AlreadyActive} already active, {Unchanged} unchanged, {Failed} failed; {End}")]
    public static partial void Ended(ILogger logger, int lines, int granted, int alreadyActive, int unchanged, int failed, string end);
}
