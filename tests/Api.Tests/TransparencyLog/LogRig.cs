using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using StatusLevels.Api.Settings;
using StatusLevels.Api.TransparencyLog;
using StatusLevels.Grains.Organizations;
using StatusLevels.Testing;
using StatusLevels.Transparency;

namespace StatusLevels.Api.Tests.TransparencyLog;

/// <summary>
/// Another process beside a product, that appends to the log of the same database: step by step, or by itself once it is started.
/// </summary>
internal sealed class LogRig : IAsyncDisposable
{
    private readonly TestFolder folder;

    private LogRig(LogAppender appender, SeenCheckpoint seen, LogStore store, TestFolder folder)
    {
        Appender = appender;
        Seen = seen;
        Store = store;
        this.folder = folder;
    }

    public LogAppender Appender { get; }

    /// <summary>What this process saw last.</summary>
    public SeenCheckpoint Seen { get; }

    public LogStore Store { get; }

    public static LogRig Of(TestApi api, Ed25519Key key) => Of(api, new LogIdentity(LogApi.Origin, key));

    public static LogRig Of(TestApi api, LogIdentity identity)
    {
        var database = api.Services.GetRequiredService<NpgsqlDataSource>();
        var data = new TestFolder();
        var store = new LogStore(database);
        var settings = api.Services.GetRequiredService<ApiSettings>() with { DataDirectory = data.Path };
        var seen = new SeenCheckpoint(settings);
        return new(
            new LogAppender(
                database, identity, store, seen, new OutboxSignal(),
                api.Services.GetRequiredService<LogMetrics>(), TimeProvider.System, NullLogger<LogAppender>.Instance),
            seen, store, data);
    }

    /// <summary>What a whole comparison of the database with its log finds.</summary>
    public static async Task<IReadOnlyList<LogFault>> FaultsAsync(TestApi api) =>
        (await new LogVerification(null, api.Services.GetRequiredService<NpgsqlDataSource>(), LogApi.PublicKey, null)
            .RunAsync(TestContext.Current.CancellationToken)).Faults;

    /// <summary>Opens the log without appending by itself.</summary>
    public async Task OpenAsync()
    {
        await Appender.StartAsync(TestContext.Current.CancellationToken);
        await Appender.StopAsync(TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await Appender.StopAsync(CancellationToken.None);
        Appender.Dispose();
        folder.Dispose();
    }
}
