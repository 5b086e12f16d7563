using System.Runtime.InteropServices;

namespace StatusLevels.Silo;

/// <summary>Signals that ask the process to stop: <see cref="Token"/> fires, so that what has been started is stopped cleanly.</summary>
public sealed class StopSignals : IDisposable
{
    private readonly CancellationTokenSource source = new();
    private readonly PosixSignalRegistration[] registrations;
    private readonly int needed;
    private int seen;

    /// <summary>The first of Ctrl-C, SIGTERM and SIGHUP, while there is no host yet. Dispose it when the host takes over.</summary>
    public StopSignals() : this(1, PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP)
    {
    }

    private StopSignals(int needed, params PosixSignal[] signals)
    {
        this.needed = needed;
        registrations = [.. signals.Select(signal => PosixSignalRegistration.Create(signal, Count))];
    }

    public CancellationToken Token => source.Token;

    /// <summary>The second Ctrl-C or SIGTERM, beside a host that takes the first: whoever asks twice does not want to wait.</summary>
    internal static StopSignals Second() => new(2, PosixSignal.SIGINT, PosixSignal.SIGTERM);

    public void Dispose()
    {
        foreach (var registration in registrations)
        {
            registration.Dispose();
        }

        source.Dispose();
    }

    private void Count(PosixSignalContext context)
    {
        context.Cancel = true;
        if (Interlocked.Increment(ref seen) >= needed)
        {
            source.Cancel();
        }
    }
}
