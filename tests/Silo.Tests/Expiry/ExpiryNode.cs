using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using StatusLevels.Silo.Expiry;
using StatusLevels.Testing;

namespace StatusLevels.Silo.Tests.Expiry;

/// <summary>A node as far as its watch over expiry goes, with the real database and the test's clock.</summary>
internal sealed class ExpiryNode : IAsyncDisposable
{
    private readonly IHost host;
    private readonly Lines lines;

    private ExpiryNode(IHost host, Lines lines) => (this.host, this.lines) = (host, lines);

    /// <summary>What it logged.</summary>
    public IEnumerable<string> Log => lines.Written;

    /// <summary>The daily lines.</summary>
    public IEnumerable<string> Summaries => Log.Where(line => line.StartsWith("Expiry summary from", StringComparison.Ordinal));

    public IMeterFactory Meters => host.Services.GetRequiredService<IMeterFactory>();

    public static async Task<ExpiryNode> StartAsync(TestDatabase database, TimeProvider clock, HeartbeatListener? listener = null)
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Configuration["HEARTBEAT_URL"] = listener?.Url;
        var written = new Lines();
        builder.Logging.SetMinimumLevel(LogLevel.Trace).AddProvider(written);
        builder.Services.AddSingleton(clock);
        builder.Services.AddSingleton(database.DataSource);
        builder.AddExpiryWatch();
        var built = builder.Build();
        await built.StartAsync();
        return new ExpiryNode(built, written);
    }

    public async ValueTask DisposeAsync()
    {
        await host.StopAsync();
        host.Dispose();
    }

    private sealed class Lines : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> Written { get; } = new();

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Written.Enqueue(exception is null ? formatter(state, exception) : $"{formatter(state, exception)} {exception}");

        public void Dispose()
        {
        }
    }
}
