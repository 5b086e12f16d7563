namespace StatusLevels.Silo.Database.PrivateServer;

/// <summary>Files and folders that only their owner can read.</summary>
internal static class PrivateFiles
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>A folder for its owner alone; left as it is when it exists.</summary>
    public static void CreateFolder(string path) => Create(path, OwnerOnly);

    /// <summary>A folder that other accounts may pass through to what is theirs, without looking around.</summary>
    public static void CreatePassableFolder(string path) => Create(path, OwnerOnly | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);

    /// <summary>Opens a file that is made for its owner alone when it is new.</summary>
    public static FileStream Open(string path, FileMode mode, FileShare share)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.ReadWrite, Share = share };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return new FileStream(path, options);
    }

    private static void Create(string path, UnixFileMode mode)
    {
        if (OperatingSystem.IsWindows())
        {
            throw new StartupException("The private database server runs on Linux and macOS only: set DATABASE_URL to a PostgreSQL database, or start StatusLevels with 'docker compose up'.");
        }

        Directory.CreateDirectory(path, mode);
    }
}
