using Microsoft.Extensions.Diagnostics.HealthChecks;
using StatusLevels.Api.Delivery;
using StatusLevels.Api.Limits;
using StatusLevels.Api.Mail;

namespace StatusLevels.Api.Health;

/// <summary>The process is up.</summary>
/// <param name="Status">Always `live`.</param>
internal sealed record LiveReply(string Status);

/// <summary>Whether this node should get traffic.</summary>
/// <param name="Status">`ready` or `not_ready`.</param>
/// <param name="Checks">Each thing it needs, `ok` or `failed`; `mail` is `off` where no mail server is set, and
/// `delivery` is `held` while nothing is sent from a restored database: neither keeps traffic away.</param>
internal sealed record ReadinessReply(string Status, IReadOnlyDictionary<string, string> Checks);

/// <summary>Live: restart me or not. Ready: send me traffic or not. Both answer before anyone is authenticated.</summary>
internal static class HealthEndpoints
{
    public static readonly TimeSpan CheckTime = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan GaugePeriod = TimeSpan.FromSeconds(10);

    /// <summary>What a node needs before it should get traffic.</summary>
    public static void AddHealth(this WebApplicationBuilder builder)
    {
        builder.Services.AddHealthChecks()
            .AddCheck<DatabaseHealth>("database", timeout: CheckTime)
            .AddCheck<MigrationHealth>("migrations", timeout: CheckTime)
            .AddCheck<DeliveryHealth>(DeliveryHealth.Name, timeout: CheckTime);
        // One, so that what it found once is remembered.
        builder.Services.AddSingleton<MigrationHealth>();
        builder.Services.AddSingleton<Readiness>();
        // The framework reports each failure of each look; the gauges' looks tell what has changed.
        builder.Logging.AddFilter("Microsoft.Extensions.Diagnostics.HealthChecks", LogLevel.None);
        builder.Services.AddSingleton<IHealthCheckPublisher, HealthGauges>();
        builder.Services.AddOptions<HealthCheckPublisherOptions>().Configure<IHostApplicationLifetime>((options, node) =>
        {
            (options.Delay, options.Period) = (TimeSpan.FromSeconds(1), GaugePeriod);
            // A node that starts or stops is not ready, as it should be: that is no failure to be logged.
            options.Predicate = _ => node.ApplicationStarted.IsCancellationRequested && !node.ApplicationStopping.IsCancellationRequested;
        });
        builder.Services.AddSingleton<DatabaseReach>();
        builder.Services.AddHostedService(provider => provider.GetRequiredService<DatabaseReach>());
    }

    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        var health = routes.MapGroup("/").WithTags("Operations").AllowAnonymous().WithMetadata(new OutsideLimits());

        health.MapGet("/healthz", () => TypedResults.Ok(new LiveReply("live")))
            .ShortCircuit()
            .WithSummary("Is the process alive")
            .WithDescription("Answers 200 as long as the process runs, whether or not the database is there.");

        health.MapGet("/readyz", ReadyAsync)
            .WithSummary("Can this node serve")
            .WithDescription("Answers 200 when the database is reachable and migrated and the silo is active; 503 otherwise, and from the first moment of a shutdown.")
            .Produces<ReadinessReply>(StatusCodes.Status200OK)
            .Produces<ReadinessReply>(StatusCodes.Status503ServiceUnavailable)
            .ShortCircuit();
    }

    private static async Task<JsonHttpResult<ReadinessReply>> ReadyAsync(
        Readiness readiness, MailSettings mail, IHostApplicationLifetime lifetime, HttpContext context)
    {
        context.Response.Headers.CacheControl = "no-store";
        if (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            return Reply(isReady: false, new Dictionary<string, string>(StringComparer.Ordinal) { ["shutdown"] = "failed" });
        }

        var report = await readiness.ReadAsync(context.RequestAborted);
        var checks = report.Entries.ToDictionary(
            entry => entry.Key, entry => Word(entry.Value), StringComparer.Ordinal);
        if (!mail.IsOn)
        {
            // A choice of the operator's: it keeps no traffic away.
            checks["mail"] = "off";
        }

        return Reply(report.Status == HealthStatus.Healthy, checks);
    }

    private static string Word(HealthReportEntry entry) =>
        entry.Status != HealthStatus.Healthy ? "failed" : entry.Data.ContainsKey(DeliveryHealth.Held) ? DeliveryHealth.Held : "ok";

    private static JsonHttpResult<ReadinessReply> Reply(bool isReady, IReadOnlyDictionary<string, string> checks) =>
        TypedResults.Json(
            new ReadinessReply(isReady ? "ready" : "not_ready", checks),
            statusCode: isReady ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
}
