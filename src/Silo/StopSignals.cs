using System.Runtime.InteropServices;

namespace StatusLevels.Silo;

/// <summary>
/// Signals that ask the process to stop, from the first moment of a program: <see cref="Token"/> fires, so that what has been started is
/// stopped cleanly.
/// </summary>
public sealed class StopSignals : IDisposable
{
    /// <summary>What a program says that was told to stop before it had anything to stop.</summary>
    public const string BeforeStart = "Told to stop before it had started.";

    private readonly CancellationTokenSource source = new();
    private readonly Lock gate = new();
    private readonly Action before;
    private readonly int needed;
    private readonly PosixSignalRegistration[] registrations;
    private int seen;
    private bool isDisposed;

    /// <summary>The first of Ctrl-C, SIGTERM and SIGHUP, long before there is a host to listen to them.</summary>
    public StopSignals() : this(1, static () => { }, PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP)
    {
    }

    private StopSignals(int needed, Action before, params PosixSignal[] signals)
    {
        (this.needed, this.before) = (needed, before);
        registrations = [.. signals.Select(signal => PosixSignalRegistration.Create(signal, Count))];
    }

    public CancellationToken Token => source.Token;

    /// <summary>The second Ctrl-C or SIGTERM: whoever asks twice does not want to wait.</summary>
    /// <param name="first">What the first one does, also while the host does not listen yet.</param>
    internal static StopSignals Second(Action first) => new(2, first, PosixSignal.SIGINT, PosixSignal.SIGTERM);

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

    private void Count(PosixSignalContext context)
    {
        context.Cancel = true;
        lock (gate)
        {
            // Who was told before, and waited for the end, may let a signal through to here when all is over.
            if (isDisposed)
            {
                return;
            }

            if (++seen >= needed)
            {
                source.Cancel();
                return;
            }
        }

        before();
    }
}
