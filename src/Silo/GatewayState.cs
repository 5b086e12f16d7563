using Microsoft.Extensions.Logging;

namespace StatusLevels.Silo;

/// <summary>There is no silo to ask yet: nothing was sent.</summary>
public sealed class NotConnectedException() : Exception("No silo has been found yet.");

/// <summary>
/// What a process without a silo knows of those that have one. As long as none was found, what is asked of organizations fails at once.
/// </summary>
internal sealed partial class GatewayState(ILogger<GatewayState> logger) : IClientConnectionRetryFilter, IOutgoingGrainCallFilter
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private int connected;
    private volatile bool isSearching;
    private volatile bool isStarted;

    /// <summary>A silo was found once; from then on the client reconnects by itself, when it has something to send.</summary>
    public bool IsStarted => isStarted;

    /// <summary>How many silos are connected.</summary>
    public int Connected
    {
        get => Volatile.Read(ref connected);
        set => Volatile.Write(ref connected, value);
    }

    public void Start()
    {
        isStarted = true;
        LogFound();
    }

    /// <summary>Whatever stands against it may pass: silos start, databases come back.</summary>
    public async Task<bool> ShouldRetryConnectionAttempt(Exception exception, CancellationToken cancellationToken)
    {
        if (!isSearching)
        {
            isSearching = true;
            LogSearching(exception.Message);
        }

        await Task.Delay(Pause, TimeProvider.System, cancellationToken);
        return true;
    }

    // The client's own calls are what makes the connection.
    public Task Invoke(IOutgoingGrainCallContext context) =>
        isStarted || context.TargetId.IsSystemTarget() ? context.Invoke() : throw new NotConnectedException();

    [LoggerMessage(1, LogLevel.Warning, "No silo is found, and it is looked for every second: {Reason}")]
    private partial void LogSearching(string reason);

    [LoggerMessage(2, LogLevel.Information, "Connected to the silos")]
    private partial void LogFound();
}
