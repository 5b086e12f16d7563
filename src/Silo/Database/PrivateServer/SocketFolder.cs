using System.Text;

namespace StatusLevels.Silo.Database.PrivateServer;

/// <summary>
/// Where the server listens: a socket in a folder of its own, which only its account can enter. Paths of sockets are short (104 bytes on
/// macOS, 108 on Linux), so a long data folder gets one under the system's temporary folder.
/// </summary>
internal static class SocketFolder
{
    private const int LongestPath = 103;
    private const string SocketName = "/.s.PGSQL.5432";
    private const string TemporaryPrefix = "statuslevels-";

    public static async Task<string> PrepareAsync(ServerHome home, CancellationToken cancellationToken)
    {
        var beside = Path.Combine(home.Folder, "socket");
        if (Fits(beside))
        {
            await home.Files.CreateFolderAsync(beside, cancellationToken);
            return beside;
        }

        // A fresh random name each time: nobody can have put something there before.
        var temporary = Directory.CreateTempSubdirectory(TemporaryPrefix).FullName;
        if (!Fits(temporary))
        {
            Directory.Delete(temporary);
            throw new StartupException($"Neither '{beside}' nor the temporary folder '{Path.GetTempPath()}' is short enough for a socket: choose a shorter DATA_DIR.");
        }

        await home.GiveToAccountAsync(temporary, cancellationToken);
        return temporary;
    }

    /// <summary>Removes the socket and its lock; only when no server runs.</summary>
    public static Task ClearAsync(string folder, ServerFiles files, CancellationToken cancellationToken) =>
        files.RemoveAsync([folder + SocketName, $"{folder}{SocketName}.lock"], cancellationToken);

    /// <summary>Removes a folder that <see cref="PrepareAsync"/> made under the temporary folder.</summary>
    public static async Task RemoveAsync(string? folder, ServerFiles files)
    {
        if (folder is not null && Path.GetFileName(folder).StartsWith(TemporaryPrefix, StringComparison.Ordinal)
            && Directory.Exists(folder))
        {
            await files.RemoveAsync([folder], CancellationToken.None);
        }
    }

    // Signs that a list of hosts gives a meaning are left out too.
    internal static bool Fits(string folder) =>
        Encoding.UTF8.GetByteCount(folder + SocketName) <= LongestPath && folder.IndexOfAny([',', ':', ';', '"', '\\', '\n']) < 0;
}
