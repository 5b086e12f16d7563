using System.Security.Cryptography;
using Microsoft.Extensions.Logging;

namespace StatusLevels.Silo.Database.PrivateServer;

/// <summary>Where the folder is, and which account works in it.</summary>
internal sealed partial class ServerHome
{
    private void SettleAsUser(DataLocation location)
    {
        try
        {
            // What root had to keep elsewhere is the database of this folder for everybody.
            if (location.FindElsewhere() is { } elsewhere)
            {
                Folder = elsewhere;
            }

            PrivateFiles.CreateFolder(Folder);
            _ = Directory.EnumerateFileSystemEntries(Folder).Any();
            if (Folder != location.Beside)
            {
                locks.Add(FolderLock.Acquire(Folder, LockOfItsOwn));
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StartupException($"The database in '{Folder}' is out of reach for user '{ServerAccount.Caller}' ({exception.Message}): start StatusLevels as the user who made it, or choose another folder with DATA_DIR.", exception);
        }
    }

    private async Task SettleUnderRootAsync(
        DataLocation location, string systemDirectory, ILogger logger, CancellationToken cancellationToken)
    {
        if (await ServerAccount.OwnerOfAsync(location.Root, cancellationToken) is { } owner and not "root")
        {
            LogForeign(logger, location.Root, owner);
        }

        var existing = Directory.Exists(DataFolder);
        if (location.FindElsewhere() is { } elsewhere)
        {
            Folder = elsewhere;
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
            LogFellBack(logger, location.Root, Account.Name, Folder);
            PrivateFiles.CreateFolder(Folder);
            await File.WriteAllTextAsync(location.Pointer, Folder, cancellationToken);
        }

        if (!await TrySettleInAsync(Folder, cancellationToken))
        {
            throw new StartupException($"Neither '{location.Root}' nor '{Folder}' can be reached by user '{Account.Name}', who must run the database because PostgreSQL does not run as root: start StatusLevels as a normal user, or set DATABASE_URL.");
        }

        // A copied data folder points to the same place: that place has a lock of its own.
        locks.Add(await FolderLock.AcquireAsync(Folder, LockOfItsOwn, Files, cancellationToken));
    }

    /// <summary>Picks the account, gives it the folder, and asks as that account whether it can work there.</summary>
    private async Task<bool> TrySettleInAsync(string folder, CancellationToken cancellationToken)
    {
        PrivateFiles.CreateFolder(folder);
        var owner = await ServerAccount.OwnerOfAsync(Directory.Exists(DataFolder) ? DataFolder : folder, cancellationToken);
        Account = await ServerAccount.UnprivilegedAsync(owner, cancellationToken);
        if (!string.Equals(owner, Account.Name, StringComparison.Ordinal))
        {
            await GiveToAccountAsync(folder, cancellationToken);
        }

        return (await Account.Wrap(new ExternalCommand("test", "-w", folder, "-a", "-x", folder)).RunAsync(cancellationToken)).Succeeded;
    }

    // What is root's in it lies at names that its owner can give to anything.
    [LoggerMessage(Level = LogLevel.Warning, Message = "StatusLevels runs as root in {Folder}, which belongs to {Owner}, who so can do what root can: give the folder itself to root, or start StatusLevels as {Owner}")]
    private static partial void LogForeign(ILogger logger, string folder, string owner);

    [LoggerMessage(Level = LogLevel.Warning, Message = "User {Account}, who runs the database because PostgreSQL does not run as root, cannot reach {Folder}: the data is kept in {Fallback} instead")]
    private static partial void LogFellBack(ILogger logger, string folder, string? account, string fallback);
}
