using System.Runtime.InteropServices;

namespace StatusLevels.Silo;

/// <summary>
/// Ctrl-C and SIGTERM from the first moment of a program, long before there is a host to listen to them: <see cref="Token"/> fires, so that what
/// has been started is stopped cleanly.
/// </summary>
public sealed class StopSignals : IDisposable
{
    /// <summary>What a program says that was told to stop before it had anything to stop.</summary>
    public const string BeforeStart = "Told to stop before it had started.";

    private readonly CancellationTokenSource source = new();
    private readonly PosixSignalRegistration[] registrations;
    private readonly Lock gate = new();
    private bool isDisposed;

    public StopSignals() => registrations = [.. new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP }.Select(signal => PosixSignalRegistration.Create(signal, Stop))];

    public CancellationToken Token => source.Token;

    public void Dispose()
    {
        foreach (var registration in registrations)
        {
            registration.Dispose();
        }

        lock (gate)
        {
            isDisposed = true;
            source.Dispose();
        }
    }

    private void Stop(PosixSignalContext context)
    {
        context.Cancel = true;
        lock (gate)
        {
            // Who was told before, and waited for the end, may let a signal through to here when all is over.
            if (!isDisposed)
            {
                source.Cancel();
            }
        }
    }
}
