using System.Diagnostics;
using System.Globalization;

namespace StatusLevels.Silo.Database.PrivateServer;

/// <summary>The running server of a data folder, found through its <c>postmaster.pid</c>.</summary>
internal sealed record ServerProcess(int Id)
{
    private static readonly bool HasProc = File.Exists("/proc/self/stat");

    public bool IsAlive
    {
        get
        {
            if (HasProc)
            {
                // State Z: dead, but nobody has asked for its exit code, as happens when this process is the first of a container.
                return ShortFile.Read($"/proc/{Id}/stat") is { } stat
                    && stat[(stat.LastIndexOf(')') + 1)..].TrimStart() is [not ('Z' or 'X'), ..];
            }

            try
            {
                using var process = Process.GetProcessById(Id);
                return !process.HasExited;
            }
            catch (ArgumentException)
            {
                return false;
            }
        }
    }

    /// <summary>
    /// The server that runs on <paramref name="dataFolder"/>, or null. A process that merely got the number of a dead server does not
    /// count.
    /// </summary>
    public static ServerProcess? Find(string dataFolder) =>
        ShortFile.Read(TraceIn(dataFolder)) is { } trace && Parse(trace) is { IsAlive: true } process && process.Wrote(trace, dataFolder)
            ? process
            : null;

    /// <summary>
    /// Removes the trace of a dead server; PostgreSQL does that itself except when its number now belongs to another process. Only call
    /// when <see cref="Find"/> found none.
    /// </summary>
    public static async Task<bool> RemoveStaleTraceAsync(string dataFolder, ServerFiles files, CancellationToken cancellationToken)
    {
        var trace = TraceIn(dataFolder);
        if (!File.Exists(trace))
        {
            return false;
        }

        await files.RemoveAsync([trace], cancellationToken);
        return true;
    }

    /// <summary>The folder of the socket that a server, running or dead, named in its trace.</summary>
    public static string? SocketFolder(string dataFolder) =>
        ShortFile.Read(TraceIn(dataFolder))?.Split('\n') is [_, _, _, _, { Length: > 0 } folder, ..] ? folder : null;

    private static string TraceIn(string dataFolder) => Path.Combine(dataFolder, "postmaster.pid");

    private static ServerProcess? Parse(string trace) =>
        int.TryParse(trace.Split('\n')[0].Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            ? new ServerProcess(id)
            : null;

    private bool Wrote(string trace, string dataFolder)
    {
        if (HasProc)
        {
            // The server works inside its data folder: seen from there, the trace must be the same one.
            return string.Equals(ShortFile.Read($"/proc/{Id}/cwd/postmaster.pid"), trace, StringComparison.Ordinal);
        }

        using var process = Process.GetProcessById(Id);
        return process.ProcessName.StartsWith("post", StringComparison.Ordinal) && trace.Split('\n') is [_, var folder, ..]
            && folder.EndsWith(dataFolder, StringComparison.Ordinal);
    }
}
