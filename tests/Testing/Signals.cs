using System.ComponentModel;
using System.Runtime.InteropServices;

namespace StatusLevels.Testing;

/// <summary>Sends signals by itself: the program <c>kill</c> is not on every machine.</summary>
public static class Signals
{
    private const int NoSuchProcess = 3;

    /// <summary>Sends it to this one process; nothing happens when that has ended.</summary>
    /// <exception cref="Win32Exception">It belongs to somebody else.</exception>
    public static void Send(this Signal signal, int process)
    {
        // 0 and below are groups of processes, that of this one among them.
        ArgumentOutOfRangeException.ThrowIfLessThan(process, 1);
        if (Kill(process, NumberOf(signal)) != 0 && Marshal.GetLastPInvokeError() is not NoSuchProcess and var error)
        {
            throw new Win32Exception(error);
        }
    }

    /// <summary>Sends it to every process of the group that this one leads, as a terminal does with Ctrl-C.</summary>
    /// <exception cref="Win32Exception">There is no such group, or one of it belongs to somebody else.</exception>
    public static void SendToGroup(this Signal signal, int leader)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(leader, 2);
        if (Kill(-leader, NumberOf(signal)) != 0)
        {
            throw new Win32Exception(Marshal.GetLastPInvokeError());
        }
    }

    private static int NumberOf(Signal signal) => signal switch
    {
        Signal.Interrupt => 2,
        Signal.Quit => 3,
        Signal.Kill => 9,
        Signal.Terminate => 15,
        Signal.Stop => OperatingSystem.IsMacOS() ? 17 : 19,
        Signal.Continue => OperatingSystem.IsMacOS() ? 19 : 18,
        _ => throw new ArgumentOutOfRangeException(nameof(signal), signal, "It has no number."),
    };

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int process, int signal);
}
