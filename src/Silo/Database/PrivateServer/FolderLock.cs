using System.Globalization;

namespace StatusLevels.Silo.Database.PrivateServer;

/// <summary>
/// Holds a folder for this process. The kernel releases the lock when the process ends, however it ends, so a crash never locks anybody
/// out.
/// </summary>
internal sealed class FolderLock : IDisposable
{
    // EAGAIN on Linux and on macOS: the lock is held by somebody else.
    private const int HeldOnLinux = 11;
    private const int HeldOnMac = 35;

    private readonly FileStream held;

    private FolderLock(FileStream held) => this.held = held;

    /// <exception cref="StartupException">Another process holds the folder, or the lock file cannot be written.</exception>
    public static FolderLock Acquire(string folder, string fileName) => Acquire(
        folder,
        () =>
        {
            var path = Path.Combine(folder, fileName);
            var file = PrivateFiles.Open(path, FileMode.OpenOrCreate, FileShare.None);
            File.WriteAllText(HolderFile(path), Holder);
            return file;
        },
        fileName);

    /// <summary>The same in a folder of another account, who makes the files: this process only opens the one and locks it.</summary>
    /// <exception cref="StartupException">Another process holds the folder, or the lock file cannot be written.</exception>
    public static async Task<FolderLock> AcquireAsync(
        string folder, string fileName, ServerFiles files, CancellationToken cancellationToken)
    {
        var path = Path.Combine(folder, fileName);
        await files.EnsureAsync(path, cancellationToken);
        var acquired = Acquire(folder, () => new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None), fileName);
        try
        {
            await files.WriteAsync(HolderFile(path), Holder, cancellationToken);
            return acquired;
        }
        catch
        {
            acquired.Dispose();
            throw;
        }
    }

    // The file stays: removing it while another process opens it would let two processes hold "the" lock.
    public void Dispose() => held.Dispose();

    private static string Holder => Environment.ProcessId.ToString(CultureInfo.InvariantCulture);

    private static FolderLock Acquire(string folder, Func<FileStream> open, string fileName)
    {
        try
        {
            return new FolderLock(open());
        }
        catch (IOException exception) when (exception.HResult is HeldOnLinux or HeldOnMac)
        {
            throw new StartupException(
                $"The data folder '{folder}' is in use by another copy of StatusLevels (process {HolderOf(Path.Combine(folder, fileName))}): stop that one, or give this one a folder of its own with DATA_DIR.",
                exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StartupException(
                $"The data folder '{folder}' cannot be written by user '{ServerAccount.Caller}' ({exception.Message}): mend its owner or permissions, or choose another folder with DATA_DIR.",
                exception);
        }
    }

    // Beside the lock, because .NET takes a shared lock even to read the file, and would not get it.
    private static string HolderFile(string path) => $"{path}.pid";

    private static string HolderOf(string path) => ShortFile.Read(HolderFile(path)) ?? "of unknown number";
}
