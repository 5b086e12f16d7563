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
    private readonly List<FolderLock> locks = [];

    private ServerHome(string folder, ServerAccount account)
    {
        Folder = folder;
        Account = account;
    }

    public string Folder { get; private set; }

    public ServerAccount Account { get; private set; }

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

            return File.Exists(path) && int.TryParse(File.ReadAllText(path).Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var major)
                ? major
                : throw new StartupException($"The folder '{DataFolder}' holds no readable PostgreSQL data (PG_VERSION is missing or damaged): restore it from a backup, or move it away to begin with an empty database.");
        }
    }

    /// <exception cref="StartupException">The folder is held by another process, cannot be written, or its data is out of reach.</exception>
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

        var home = new ServerHome(Path.Combine(root, "postgres"), ServerAccount.Current);
        try
        {
            home.locks.Add(FolderLock.Acquire(root, "postgres.lock"));
            if (Environment.IsPrivilegedProcess)
            {
                await home.SettleUnderRootAsync(root, options.SystemDirectory, logger, cancellationToken);
            }
            else
            {
                home.SettleAsUser();
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
            return (await File.ReadAllTextAsync(PasswordFile, cancellationToken)).Trim();
        }

        if (DataMajor is not null)
        {
            throw new StartupException($"The file '{PasswordFile}' is missing, and without it nobody can sign in to the database beside it: restore it, or move '{Folder}' away to begin with an empty database.");
        }

        var password = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24));
        await using (var writer = new StreamWriter(PrivateFiles.Open(PasswordFile, FileMode.CreateNew, FileShare.None)))
        {
            await writer.WriteLineAsync(password);
        }

        await GiveToAccountAsync(PasswordFile, cancellationToken);
        return password;
    }

    /// <summary>Makes a file or folder that this process wrote the property of the server's account.</summary>
    public async Task GiveToAccountAsync(string path, CancellationToken cancellationToken)
    {
        if (Account.Name is { } name && await new ExternalCommand("chown", "-R", $"{name}:", path).RunAsync(cancellationToken) is { Succeeded: false } failure)
        {
            throw new StartupException($"'{path}' cannot be given to user '{name}', who runs the database server ({failure.Said}): choose another folder with DATA_DIR, or set DATABASE_URL.");
        }
    }

    public void Dispose()
    {
        foreach (var held in locks)
        {
            held.Dispose();
        }
    }

    private void SettleAsUser()
    {
        try
        {
            PrivateFiles.CreateFolder(Folder);
            _ = Directory.EnumerateFileSystemEntries(Folder).Any();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StartupException($"The database in '{Folder}' is out of reach for user '{Environment.UserName}' ({exception.Message}): start StatusLevels as the user who made it, or choose another folder with DATA_DIR.", exception);
        }
    }

    private async Task SettleUnderRootAsync(string root, string systemDirectory, ILogger logger, CancellationToken cancellationToken)
    {
        var pointer = Path.Combine(root, "postgres.location");
        var existing = Directory.Exists(DataFolder);
        if (!existing && File.Exists(pointer))
        {
            Folder = (await File.ReadAllTextAsync(pointer, cancellationToken)).Trim();
            if (!Directory.Exists(Folder))
            {
                throw new StartupException($"The database of '{root}' was kept in '{Folder}', which is gone: restore that folder, or remove '{pointer}' to begin with an empty database.");
            }
        }
        else if (await TrySettleInAsync(Folder, cancellationToken))
        {
            return;
        }
        else if (existing)
        {
            throw new StartupException($"The database in '{Folder}' is out of reach for user '{Account.Name}', who must run it because PostgreSQL does not run as root: let that user pass through the folders above it (chmod o+x), or start StatusLevels as the user who owns it.");
        }
        else
        {
            if (!Directory.EnumerateFileSystemEntries(Folder).Any())
            {
                Directory.Delete(Folder);
            }

            PrivateFiles.CreatePassableFolder(systemDirectory);
            Folder = Path.Combine(systemDirectory, Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(6)));
            LogFellBack(logger, root, Account.Name, Folder);
            PrivateFiles.CreateFolder(Folder);
            await File.WriteAllTextAsync(pointer, Folder, cancellationToken);
        }

        // A copied data folder points to the same place: that place has a lock of its own.
        locks.Add(FolderLock.Acquire(Folder, "lock"));
        if (!await TrySettleInAsync(Folder, cancellationToken))
        {
            throw new StartupException($"Neither '{root}' nor '{Folder}' can be reached by user '{Account.Name}', who must run the database because PostgreSQL does not run as root: start StatusLevels as a normal user, or set DATABASE_URL.");
        }
    }

    /// <summary>Picks the account, gives it the folder, and asks as that account whether it can work there.</summary>
    private async Task<bool> TrySettleInAsync(string folder, CancellationToken cancellationToken)
    {
        PrivateFiles.CreateFolder(folder);
        var owner = await OwnerOfAsync(Directory.Exists(DataFolder) ? DataFolder : folder, cancellationToken);
        Account = await ServerAccount.UnprivilegedAsync(owner, cancellationToken);
        if (!string.Equals(owner, Account.Name, StringComparison.Ordinal))
        {
            await GiveToAccountAsync(folder, cancellationToken);
        }

        return (await Account.Wrap(new ExternalCommand("test", "-w", folder, "-a", "-x", folder)).RunAsync(cancellationToken)).Succeeded;
    }

    private static async Task<string?> OwnerOfAsync(string path, CancellationToken cancellationToken)
    {
        var command = OperatingSystem.IsMacOS() ? new ExternalCommand("stat", "-f", "%Su", path) : new ExternalCommand("stat", "-c", "%U", path);
        return await command.RunAsync(cancellationToken) is { Succeeded: true } answer ? answer.Output : null;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "User {Account}, who runs the database because PostgreSQL does not run as root, cannot reach {Folder}: the data is kept in {Fallback} instead")]
    private static partial void LogFellBack(ILogger logger, string folder, string? account, string fallback);
}
