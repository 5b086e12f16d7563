using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using StatusLevels.Api.Answers;
using StatusLevels.Api.Health;
using StatusLevels.Api.Idempotency;
using StatusLevels.Api.Limits;
using StatusLevels.Api.OpenApi;
using StatusLevels.Api.Organizations;
using StatusLevels.Api.Pages.Forms;
using StatusLevels.Api.Pages.Organization;
using StatusLevels.Api.Settings;
using StatusLevels.Api.Telemetry;

namespace StatusLevels.Api.Hosting;

/// <summary>The HTTP server with its limits, and the order in which a request passes the checks.</summary>
internal static class HttpHosting
{
    /// <summary>How slowly an answer may be read, in bytes a second, once the grace is over.</summary>
    private const int LeastReadRate = 4 * 1024;

    private static readonly TimeSpan RequestTime = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan ReadGrace = TimeSpan.FromSeconds(5);

    // What the system takes in of an answer that nobody reads, bytes. By itself it takes some MiB of each connection.
    private const int SendBuffer = 64 * 1024;

    // What is taken in of requests that nobody has come to yet, bytes: of each connection, and from anybody.
    private const int ReceiveBuffer = 64 * 1024;

    public static void AddHttp(this WebApplicationBuilder builder, ApiSettings settings)
    {
        // A line ends in CR LF, as RFC 9112 has it: whoever stands in front may see another request where one ends in LF alone.
        AppContext.SetSwitch("Microsoft.AspNetCore.Server.Kestrel.DisableHttp1LineFeedTerminators", true);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.RequestHeaderEncodingSelector = DigitsOnly.ForLengths;
            Limit(kestrel.Limits);
            kestrel.ConfigureEndpointDefaults(static listen =>
            {
                var gate = listen.ApplicationServices.GetRequiredService<ConnectionGate>();
                listen.Use(next => connection => gate.PassAsync(connection, next));
            });
            Listen(kestrel, settings, settings.Port);
            if (settings.MetricsPort is { } port)
            {
                Listen(kestrel, settings, port);
            }
        });

        builder.WebHost.UseSockets(sockets =>
        {
            sockets.CreateBoundListenSocket = Bound;
            // The limit of requests does not reach the sockets, which take in a MiB by themselves.
            sockets.MaxReadBufferSize = ReceiveBuffer;
        });

        var services = builder.Services;
        services.AddSingleton<ConnectionGate>();
        services.ConfigureHttpJsonOptions(options => ApiJson.Apply(options.SerializerOptions));
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        // What took too long is answered, and that answer logged; the framework would add a stack trace to it.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Http.Timeouts", LogLevel.Error);
        services.AddRequestTimeouts(options => options.DefaultPolicy = new() { Timeout = RequestTime, WriteTimeoutResponse = TimedOut });
        AnswerCompression.Add(services);
        services.Configure<ForwardedHeadersOptions>(options =>
        {
            options.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedHost;
            options.KnownProxies.Clear();
            options.KnownIPNetworks.Clear();
            foreach (var network in settings.TrustedProxies)
            {
                options.KnownIPNetworks.Add(network);
            }
        });
        if (settings.TrustedProxies.Count > 0)
        {
            // A chain of proxies is followed as long as each of them is trusted.
            services.Configure<ForwardedHeadersOptions>(options => options.ForwardLimit = null);
        }
    }

    /// <summary>
    /// The body, then a place in flight, then authenticate, authorize, limit; the shape of the body comes with the endpoint.
    /// </summary>
    public static void UseHttp(this WebApplication app)
    {
        var settings = app.Services.GetRequiredService<ApiSettings>();
        if (settings.TrustedProxies.Count > 0)
        {
            app.UseForwardedHeaders();
        }

        app.UseOneSpelling();
        app.UsePublicPath(settings);
        app.UseLastAnswers();
        app.UseMiddleware<HeadRequests>();
        app.UseRouting();
        app.UseMetricsPort(settings);
        app.UseMiddleware<WarmStatusReads>();
        app.UseAnswerHeaders(settings);
        app.UseResponseCompression();
        app.UseMiddleware<ProblemMiddleware>();
        app.UseCors();
        app.UseRequestTimeouts();
        app.UseStandstillGuard();
        app.UseMiddleware<BodyIntake>();
        app.UseMiddleware<UnknownKeys>();
        app.UseMiddleware<MadeUpSignatures>();
        app.UseMiddleware<InFlightLimit>();
        app.UseMiddleware<StrangersReads>();
        app.UseAuthentication();
        app.UseMiddleware<CredentialGuard>();
        app.UseMiddleware<ChosenOrganizationRoutes>();
        app.UseAuthorization();
        app.UseMiddleware<CallLimits>();
        app.UseMiddleware<FreshSignIn>();
        app.UseMiddleware<FormIntake>();
        app.UseMiddleware<IdempotencyMiddleware>();
        app.UseApiPages();
    }

    // Each connection has the buffer of the socket that took it.
    private static Socket Bound(EndPoint place)
    {
        var socket = SocketTransportOptions.CreateDefaultBoundListenSocket(place);
        socket.SendBufferSize = SendBuffer;
        return socket;
    }

    private static void Limit(KestrelServerLimits limits)
    {
        limits.MaxConcurrentConnections = ConnectionGate.AtOnce;
        limits.MaxRequestBufferSize = ReceiveBuffer;
        limits.MaxRequestBodySize = RequestBody.CutOffBytes;
        limits.MinRequestBodyDataRate = new MinDataRate(RequestBody.LeastRate, RequestBody.Grace);
        limits.MinResponseDataRate = new MinDataRate(LeastReadRate, ReadGrace);
        limits.MaxRequestHeaderCount = 64;
        limits.MaxRequestHeadersTotalSize = 16 * 1024;
        limits.MaxRequestLineSize = 8 * 1024;
        limits.RequestHeadersTimeout = RequestTime;
    }

    private static void Listen(KestrelServerOptions kestrel, ApiSettings settings, int port)
    {
        if (settings.ListenAddress is { } address)
        {
            kestrel.Listen(address, port);
        }
        else if (!settings.IsDevelopment)
        {
            kestrel.ListenAnyIP(port);
        }
        else if (port == 0)
        {
            kestrel.Listen(IPAddress.Loopback, 0);
        }
        else
        {
            kestrel.ListenLocalhost(port);
        }
    }

    private static Task TimedOut(HttpContext context)
    {
        var isRead = HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method);
        return (isRead ? Problem.DatabaseUnavailable : Problem.OutcomeUnknown).ExecuteAsync(context);
    }
}
