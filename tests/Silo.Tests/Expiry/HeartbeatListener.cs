using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace StatusLevels.Silo.Tests.Expiry;

/// <summary>Whoever listens for the heartbeat: a real HTTP server on the loopback address.</summary>
internal sealed class HeartbeatListener : IAsyncDisposable
{
    private const string Secret = "5d41402abc4b2a76";

    private readonly WebApplication app;
    private readonly ConcurrentQueue<string> heard = new();

    private HeartbeatListener(WebApplication app) => this.app = app;

    /// <summary>What was called, in order: a tick for all is well, a cross for trouble.</summary>
    public string Heard => string.Concat(heard.Select(path => path switch
    {
        $"/ping/{Secret}" => '+',
        $"/ping/{Secret}/fail" => '-',
        _ => throw new InvalidOperationException(path),
    }));

    /// <summary>What the next calls are answered with; 200 when there is none left.</summary>
    public ConcurrentQueue<int> Answers { get; } = new();

    public string Url => $"{app.Urls.Single()}/ping/{Secret}";

    /// <summary>What must be in no log.</summary>
    public static string Hidden => Secret;

    public static async Task<HeartbeatListener> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var listener = new HeartbeatListener(builder.Build());
        listener.app.Run(context =>
        {
            Assert.Equal("GET", context.Request.Method);
            listener.heard.Enqueue(context.Request.Path);
            context.Response.StatusCode = listener.Answers.TryDequeue(out var status) ? status : 200;
            return Task.CompletedTask;
        });
        await listener.app.StartAsync();
        return listener;
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();
}
