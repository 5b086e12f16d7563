using Npgsql;

namespace StatusLevels.Silo.Database.PrivateServer;

/// <summary>
/// The private server of a product that runs on this machine, for somebody who only wants to look: nothing is started, locked or written.
/// </summary>
internal static class RunningServer
{
    /// <summary>What an operator is told who wants to look into a database that does not run.</summary>
    public static StartupException NotRunning(string dataDirectory) => new(
        $"No StatusLevels with a private database runs in '{Path.GetFullPath(dataDirectory)}': start it, name its folder with DATA_DIR, or set DATABASE_URL to the database to look into.");

    /// <summary>How to reach the server of this data folder (<c>DATA_DIR</c>).</summary>
    /// <exception cref="StartupException">None runs there, or it belongs to another user.</exception>
    public static async Task<NpgsqlConnectionStringBuilder> FindAsync(string dataDirectory, CancellationToken cancellationToken) =>
        await TryFindAsync(dataDirectory, cancellationToken) ?? throw NotRunning(dataDirectory);

    /// <summary>The same, or null when none runs there.</summary>
    /// <exception cref="StartupException">It belongs to another user.</exception>
    public static async Task<NpgsqlConnectionStringBuilder?> TryFindAsync(string dataDirectory, CancellationToken cancellationToken)
    {
        var root = Path.GetFullPath(dataDirectory);
        try
        {
            var folder = new DataLocation(root).Folder;
            var data = Path.Combine(folder, "data");
            if (ServerProcess.Find(data) is null || ServerProcess.SocketFolder(data) is not { } socket)
            {
                return null;
            }

            var files = new ServerFiles(await ServerAccount.OfAsync(folder, cancellationToken));
            return PrivatePostgres.Settings(socket, await files.ReadAsync(Path.Combine(folder, "password"), cancellationToken));
        }
        catch (Exception exception) when (exception is StartupException or IOException or UnauthorizedAccessException)
        {
            throw new StartupException($"The private database in '{root}' is out of reach for user '{ServerAccount.Caller}' ({exception.Message}): look as the user who started StatusLevels.", exception);
        }
    }

    /// <summary>Whether a server was ever made there.</summary>
    public static bool HasData(string dataDirectory) =>
        Directory.Exists(Path.Combine(new DataLocation(Path.GetFullPath(dataDirectory)).Folder, "data"));
}
