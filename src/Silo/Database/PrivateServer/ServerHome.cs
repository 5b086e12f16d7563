using System.Globalization;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;

namespace StatusLevels.Silo.Database.PrivateServer;

/// <summary>
/// The folder of the private server, held for this process: <c>data</c> (the cluster), <c>password</c>, <c>server.log</c>. It is
/// <c>DATA_DIR/postgres</c>, unless root's unprivileged account cannot get there; then it lies in a system folder, and
/// <c>DATA_DIR/postgres.location</c> says where, so that the database lives exactly as long as its data folder.
/// </summary>
internal sealed partial class ServerHome : IDisposable
{
    private const string LockOfItsOwn = "lock";

    private readonly List<FolderLock> locks = [];

    private ServerHome(string folder, ServerAccount account)
    {
        Folder = folder;
        Account = account;
    }

    public string Folder { get; private set; }

    public ServerAccount Account { get; private set; }

    /// <summary>How that folder is read and written.</summary>
    public ServerFiles Files => new(Account);

    public string DataFolder => Path.Combine(Folder, "data");

    public string LogFile => Path.Combine(Folder, "server.log");

    public string PasswordFile => Path.Combine(Folder, "password");

    /// <summary>Major version of the data, or null when there is none yet.</summary>
    /// <exception cref="StartupException">The data folder is damaged.</exception>
    public int? DataMajor
    {
        get
        {
            var path = Path.Combine(DataFolder, "PG_VERSION");
            if (!Directory.Exists(DataFolder))
            {
                return null;
            }

            return int.TryParse(ShortFile.Read(path)?.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var major)
                ? major
                : throw new StartupException($"The folder '{DataFolder}' holds no readable PostgreSQL data (PG_VERSION is missing or damaged): restore it from a backup, or move it away to begin with an empty database.");
        }
    }

    /// <exception cref="StartupException">The folder is held by another process, cannot be written, or its data is out of
    /// reach.</exception>
    public static async Task<ServerHome> OpenAsync(PrivatePostgresOptions options, ILogger logger, CancellationToken cancellationToken)
    {
        var root = Path.GetFullPath(options.DataDirectory);
        try
        {
            PrivateFiles.CreatePassableFolder(root);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StartupException($"The data folder '{root}' cannot be made ({exception.Message}): choose another one with DATA_DIR.", exception);
        }

        var location = new DataLocation(root);
        var home = new ServerHome(location.Beside, ServerAccount.Current);
        try
        {
            home.locks.Add(FolderLock.Acquire(root, "postgres.lock"));
            if (Environment.IsPrivilegedProcess)
            {
                await home.SettleUnderRootAsync(location, options.SystemDirectory, logger, cancellationToken);
            }
            else
            {
                home.SettleAsUser(location);
            }

            return home;
        }
        catch
        {
            home.Dispose();
            throw;
        }
    }

    /// <summary>The password of the server's only role, made with the folder.</summary>
    public async Task<string> PasswordAsync(CancellationToken cancellationToken)
    {
        if (File.Exists(PasswordFile))
        {
            return await Files.ReadAsync(PasswordFile, cancellationToken);
        }

        if (DataMajor is not null)
        {
            throw new StartupException($"The file '{PasswordFile}' is missing, and without it nobody can sign in to the database beside it: restore it, or move '{Folder}' away to begin with an empty database.");
        }

        var password = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24));
        await Files.WriteAsync(PasswordFile, $"{password}\n", cancellationToken);
        return password;
    }

    /// <summary>Makes a file or folder that this process made the property of the server's account; of a link, not what it names.</summary>
    public async Task GiveToAccountAsync(string path, CancellationToken cancellationToken)
    {
        if (Account.Name is { } name
            && await new ExternalCommand("chown", "-hR", $"{name}:", path).RunAsync(cancellationToken) is { Succeeded: false } failure)
        {
            throw new StartupException($"'{path}' cannot be given to user '{name}', who runs the database server ({failure.Said}): choose another folder with DATA_DIR, or set DATABASE_URL.");
        }
    }

    /// <summary>
    /// An orchestrator that gives a volume to a group opens these folders to it, and PostgreSQL does not start in such a one: they are
    /// closed again.
    /// </summary>
    /// <exception cref="StartupException">They belong to somebody else.</exception>
    public async Task CloseToOthersAsync(ILogger logger, CancellationToken cancellationToken)
    {
        foreach (var path in ((string[])[Folder, DataFolder, PasswordFile]).Where(PrivateFiles.IsOpenToOthers))
        {
            try
            {
                await Files.CloseAsync(path, cancellationToken);
            }
            catch (StartupException exception)
            {
                throw new StartupException($"Other users may read or change the database in '{Folder}', which PostgreSQL does not allow, and user '{Account.Name ?? ServerAccount.Caller}' does not own it: as its owner, set the rights of '{DataFolder}' to 0700.", exception);
            }

            LogClosed(logger, path);
        }
    }

    public void Dispose()
    {
        foreach (var held in locks)
        {
            held.Dispose();
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Other users were allowed something with {Path}: it is for its owner alone again")]
    private static partial void LogClosed(ILogger logger, string path);
}
