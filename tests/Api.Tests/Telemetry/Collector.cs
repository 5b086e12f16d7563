using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace StatusLevels.Api.Tests.Telemetry;

/// <summary>A collector of OTLP over HTTP that keeps what it hears.</summary>
internal sealed class Collector : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly ConcurrentQueue<string> heard = new();
    private readonly ConcurrentQueue<Span> spans = new();

    private Collector(WebApplication app) => this.app = app;

    /// <summary>The settings that make a product tell it everything, soon.</summary>
    public (string Name, string Value)[] Settings =>
        [("OTEL_EXPORTER_OTLP_ENDPOINT", app.Urls.Single()), (
            "OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"), ("OTEL_BSP_SCHEDULE_DELAY", "100")];

    public IEnumerable<Span> Spans => spans;

    /// <summary>Texts stand in the messages as they are.</summary>
    public bool HasHeard(string text) => heard.Any(message => message.Contains(text, StringComparison.Ordinal));

    public static async Task<Collector> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var collector = new Collector(builder.Build());
        collector.app.Run(async context =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            collector.heard.Enqueue(Encoding.Latin1.GetString(body.ToArray()));
            if (context.Request.Path == "/v1/traces")
            {
                foreach (var span in Otlp.Spans(body.ToArray()))
                {
                    collector.spans.Enqueue(span);
                }
            }
        });
        await collector.app.StartAsync(TestContext.Current.CancellationToken);
        return collector;
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();
}
