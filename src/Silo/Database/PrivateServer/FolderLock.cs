using System.Globalization;
using System.Text;

namespace StatusLevels.Silo.Database.PrivateServer;

/// <summary>
/// Holds a folder for this process. The kernel releases the lock when the process ends, however it ends, so a crash never locks anybody out.
/// </summary>
internal sealed class FolderLock : IDisposable
{
    // EAGAIN on Linux and on macOS: the lock is held by somebody else.
    private const int HeldOnLinux = 11;
    private const int HeldOnMac = 35;

    private readonly FileStream held;

    private FolderLock(FileStream held) => this.held = held;

    /// <exception cref="StartupException">Another process holds the folder, or the lock file cannot be written.</exception>
    public static FolderLock Acquire(string folder, string fileName)
    {
        var path = Path.Combine(folder, fileName);
        try
        {
            var file = PrivateFiles.Open(path, FileMode.OpenOrCreate, FileShare.None);
            file.SetLength(0);
            file.Write(Encoding.ASCII.GetBytes(Environment.ProcessId.ToString(CultureInfo.InvariantCulture)));
            file.Flush();
            return new FolderLock(file);
        }
        catch (IOException exception) when (exception.HResult is HeldOnLinux or HeldOnMac)
        {
            throw new StartupException(
                $"The data folder '{folder}' is in use by another copy of StatusLevels (process {HolderOf(path)}): stop that one, or give this one a folder of its own with DATA_DIR.",
                exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StartupException(
                $"The data folder '{folder}' cannot be written by user '{Environment.UserName}' ({exception.Message}): mend its owner or permissions, or choose another folder with DATA_DIR.",
                exception);
        }
    }

    // The file stays: removing it while another process opens it would let two processes hold "the" lock.
    public void Dispose() => held.Dispose();

    private static string HolderOf(string path)
    {
        try
        {
            // Sharing everything takes no lock, so the holder's number can be read while it is held.
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var reader = new StreamReader(file);
            var holder = reader.ReadToEnd().Trim();
            return holder.Length > 0 ? holder : "unknown";
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return "unknown";
        }
    }
}
