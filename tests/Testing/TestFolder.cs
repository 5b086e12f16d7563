using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using StatusLevels.Silo.Database.PrivateServer;

namespace StatusLevels.Testing;

/// <summary>
/// A folder of one test's own under the system's temporary folder, removed when disposed. Other accounts may pass through it.
/// </summary>
public sealed class TestFolder : IDisposable
{
    private const string Prefix = "statuslevels-tests-";
    private static readonly TimeSpan TimeToDie = TimeSpan.FromSeconds(4);

    public TestFolder()
    {
        // The number of the process tells later runs whether anybody still needs the folder.
        Path = Directory.CreateTempSubdirectory(string.Create(CultureInfo.InvariantCulture, $"{Prefix}{Environment.ProcessId}-")).FullName;
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(Path, File.GetUnixFileMode(Path) | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        }
    }

    public string Path { get; }

    public void Dispose() => Remove(Path);

    internal static void Remove(string path)
    {
        if (Directory.Exists(path))
        {
            Directory.Delete(path, recursive: true);
        }
    }

    /// <summary>Removes what killed test runs left: their servers and folders.</summary>
    internal static async Task RemoveAbandonedAsync()
    {
        foreach (var folder in Directory.EnumerateDirectories(System.IO.Path.GetTempPath(), $"{Prefix}*"))
        {
            var owner = System.IO.Path.GetFileName(folder)[Prefix.Length..].Split('-')[0];
            if (!int.TryParse(owner, NumberStyles.None, CultureInfo.InvariantCulture, out var id) || new ServerProcess(id).IsAlive)
            {
                continue;
            }

            try
            {
                await RemoveAbandonedAsync(folder);
            }
            catch (Exception exception) when (exception is UnauthorizedAccessException or IOException or Win32Exception)
            {
                // It belongs to another user, or another test process was faster.
                Debug.WriteLine(exception);
            }
        }
    }

    private static async Task RemoveAbandonedAsync(string folder)
    {
        if (ServerProcess.Find(System.IO.Path.Combine(folder, "postgres", "data")) is { } server)
        {
            Signal.Quit.Send(server.Id);
            await Eventually.LastSeenAsync(() => Task.FromResult(server.IsAlive), static isAlive => !isAlive, TimeToDie);
        }

        Remove(folder);
    }
}
