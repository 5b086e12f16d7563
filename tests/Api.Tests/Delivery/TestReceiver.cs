using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace StatusLevels.Api.Tests.Delivery;

/// <summary>A receiver of webhooks on the loopback address: keeps what comes, and answers as a test says.</summary>
internal sealed class TestReceiver : IAsyncDisposable
{
    private readonly WebApplication app;

    private TestReceiver(WebApplication app) => this.app = app;

    /// <summary>Where it is.</summary>
    public Uri Url => new($"{app.Urls.First()}/hook");

    /// <summary>What came, in this order.</summary>
    public ConcurrentQueue<ReceivedCall> Calls { get; } = [];

    /// <summary>How it answers; by itself with 204.</summary>
    public Func<HttpContext, Task> Answer { get; set; } = context =>
    {
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    };

    /// <summary>The call that is being answered.</summary>
    public static ReceivedCall Call(HttpContext context) => (ReceivedCall)context.Items[typeof(ReceivedCall)]!;

    public static async Task<TestReceiver> StartAsync(Func<HttpContext, Task>? answer = null, X509Certificate2? certificate = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen =>
        {
            if (certificate is not null)
            {
                listen.UseHttps(certificate);
            }
        }));
        var built = builder.Build();
        var receiver = new TestReceiver(built);
        if (answer is not null)
        {
            receiver.Answer = answer;
        }

        built.Run(receiver.TakeAsync);
        await built.StartAsync(TestContext.Current.CancellationToken);
        return receiver;
    }

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await app.StopAsync(now.Token);
        await app.DisposeAsync();
    }

    private async Task TakeAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        var call = new ReceivedCall(
            context.Request.Path.ToString(),
            context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase),
            body.ToArray());
        context.Items[typeof(ReceivedCall)] = call;
        Calls.Enqueue(call);
        await Answer(context);
    }
}

/// <summary>A request that a receiver got.</summary>
internal sealed record ReceivedCall(string Path, IReadOnlyDictionary<string, string> Headers, byte[] Body);
