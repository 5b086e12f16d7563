using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace StatusLevels.Deploy.Tests.Packaging;

/// <summary>Stands for a node behind the proxy: says whether it is ready, and remembers what it was asked.</summary>
internal sealed class EchoNode : IAsyncDisposable
{
    private readonly WebApplication app;

    private EchoNode(WebApplication app) => this.app = app;

    /// <summary>What <c>/readyz</c> answers.</summary>
    public bool IsReady { get; set; } = true;

    /// <summary>The requests other than health checks.</summary>
    public ConcurrentQueue<(string Path, IHeaderDictionary Headers)> Requests { get; } = new();

    public string Address => app.Urls.Single().Replace("http://", "", StringComparison.Ordinal);

    public static async Task<EchoNode> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        Microsoft.AspNetCore.Hosting.WebHostBuilderKestrelExtensions.ConfigureKestrel(
            builder.WebHost, kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var built = builder.Build();
        var node = new EchoNode(built);
        built.Run(context =>
        {
            if (context.Request.Path == "/readyz")
            {
                context.Response.StatusCode = node.IsReady ? 200 : 503;
            }
            else
            {
                node.Requests.Enqueue(
                    (context.Request.Path, new HeaderDictionary(context.Request.Headers.ToDictionary(StringComparer.OrdinalIgnoreCase))));
            }

            return Task.CompletedTask;
        });
        await built.StartAsync(TestContext.Current.CancellationToken);
        return node;
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();
}
