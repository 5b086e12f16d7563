using Microsoft.AspNetCore.Hosting.Server;
using StatusLevels.Silo;

namespace StatusLevels.Api.Hosting;

/// <summary>
/// The first thing that happens when a node is told to stop. It goes on serving for a while, so that nobody is sent here any more before it
/// stops listening; then it finishes the requests in flight, and only then the rest of the node stops, the silo among it.
/// </summary>
internal sealed class Drain(DrainTime time, IServer server) : IHostedLifecycleService
{
    // The longest request, and what is left of the orderly stop for the silo.
    private static readonly TimeSpan LongestRequest = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan ForTheSilo = TimeSpan.FromSeconds(2);

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        await Task.Delay(time.Value, TimeProvider.System, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        using var requests = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var left = NodeLife.Orderly - time.Value - ForTheSilo;
        requests.CancelAfter(left < LongestRequest ? left : LongestRequest);
        await server.StopAsync(requests.Token);
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
