namespace StatusLevels.Silo.Database.PrivateServer;

/// <summary>Files and folders that only their owner can read.</summary>
public static class PrivateFiles
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    // Without the marks of set-id and stickiness, which give nobody anything here.
    private const UnixFileMode Rights = OwnerOnly
        | UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    /// <summary>A folder for its owner alone; left as it is when it exists.</summary>
    /// <exception cref="StartupException">This is Windows.</exception>
    public static void CreateFolder(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            throw new StartupException("The private database server runs on Linux and macOS only: set DATABASE_URL to a PostgreSQL database, or start StatusLevels with 'docker compose up'.");
        }

        Directory.CreateDirectory(path, OwnerOnly);
    }

    /// <summary>Whether others are allowed something, as by an orchestrator that gives a volume to a group.</summary>
    public static bool IsOpenToOthers(string path) =>
        !OperatingSystem.IsWindows() && Path.Exists(path) && (File.GetUnixFileMode(path) & ~OwnerOnly & Rights) is not UnixFileMode.None;

    /// <summary>
    /// A folder that other accounts may pass through to what is theirs, without looking around; left as it is when it exists.
    /// </summary>
    public static void CreatePassableFolder(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            Directory.CreateDirectory(path, OwnerOnly | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        }
    }

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
}
