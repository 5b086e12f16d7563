using System.Globalization;
using StatusLevels.Silo.Database.PrivateServer;

namespace StatusLevels.Testing.Cluster;

/// <summary>A small disk of a test's own: a folder in memory, of a fixed size, that can be filled to the last byte.</summary>
public sealed class SmallDisk : IAsyncDisposable
{
    private const int Block = 64 * 1024;
    private static readonly TimeSpan TimeToUnmount = TimeSpan.FromSeconds(5);

    private readonly TestFolder folder = new();

    private SmallDisk()
    {
    }

    public string Path => System.IO.Path.Combine(folder.Path, "disk");

    /// <exception cref="MissingHereException">This machine does not let this process mount anything.</exception>
    public static async Task<SmallDisk> MountAsync(int mebibytes)
    {
        var disk = new SmallDisk();
        Directory.CreateDirectory(disk.Path);
        var size = string.Create(CultureInfo.InvariantCulture, $"size={mebibytes}m,mode=755");
        var mounted = await new ExternalCommand("mount", "-t", "tmpfs", "-o", size, "tmpfs", disk.Path).RunAsync(CancellationToken.None);
        if (mounted.Succeeded)
        {
            return disk;
        }

        disk.folder.Dispose();
        throw new MissingHereException(
            $"A full disk cannot be tried here: this machine does not let this process mount a small one ({mounted.Said}). "
                + "Run the tests as root, in a container with --cap-add SYS_ADMIN.");
    }

    /// <summary>Fills it; how much was left, bytes.</summary>
    public long Fill()
    {
        using var file = new FileStream(Filler, FileMode.Append, FileAccess.Write, FileShare.None, bufferSize: 0);
        var before = file.Length;
        for (var size = Block; size > 0;)
        {
            try
            {
                file.Write(new byte[size]);
            }
            catch (IOException)
            {
                // Smaller pieces find the last room.
                size /= 2;
            }
        }

        return file.Length - before;
    }

    /// <summary>Gives the room back.</summary>
    public void Free() => File.Delete(Filler);

    public async ValueTask DisposeAsync()
    {
        // What has just ended may hold it for a moment still.
        await Eventually.HoldsAsync(
            async () => (await new ExternalCommand("umount", Path).RunAsync(CancellationToken.None)).Succeeded, TimeToUnmount,
            $"the small disk at {Path} is unmounted");
        folder.Dispose();
    }

    private string Filler => System.IO.Path.Combine(Path, "filler");
}
