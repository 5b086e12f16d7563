namespace StatusLevels.Silo.Database.PrivateServer;

/// <summary>
/// Engines start containers under numbers that no name belongs to, and <c>initdb</c> refuses to work for a user without one.
/// <c>nss_wrapper</c> lends one, to that one program.
/// </summary>
internal static class BorrowedName
{
    private const string Library = "libnss_wrapper.so";

    private static readonly string[] Roots = ["/usr/lib", "/usr/lib64", "/usr/local/lib"];

    /// <summary>Whether a program failed for want of a name.</summary>
    public static bool IsMissing(CommandResult failure) =>
        failure.Said.Contains("could not look up effective user ID", StringComparison.Ordinal);

    /// <summary>The command line that runs <paramref name="command"/> under this user with a name.</summary>
    /// <param name="command">What is to run.</param>
    /// <param name="folder">Where the list of names is written.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="StartupException">nss_wrapper is not installed.</exception>
    public static async Task<ExternalCommand> LendAsync(ExternalCommand command, string folder, CancellationToken cancellationToken)
    {
        var (user, group) = (await NumberAsync("-u", cancellationToken), await NumberAsync("-g", cancellationToken));
        var library = Roots.Where(Directory.Exists).SelectMany(root => (IEnumerable<string>)[root, .. Directory.EnumerateDirectories(root)])
            .Select(place => Path.Combine(place, Library))
            .FirstOrDefault(File.Exists)
            ?? throw new StartupException($"User {user} has no name on this machine, and PostgreSQL makes no database for such a user: install nss_wrapper (the package libnss-wrapper), start StatusLevels as a user with a name, or set DATABASE_URL.");
        var (users, groups) = (Path.Combine(folder, "passwd"), Path.Combine(folder, "group"));
        await File.WriteAllTextAsync(users, $"statuslevels:x:{user}:{group}::/:/bin/false\n", cancellationToken);
        await File.WriteAllTextAsync(groups, $"statuslevels:x:{group}:\n", cancellationToken);
        return new ExternalCommand(
            "env",
            [$"LD_PRELOAD={library}", $"NSS_WRAPPER_PASSWD={users}", $"NSS_WRAPPER_GROUP={groups}", command.Program, .. command.Arguments]);
    }

    private static async Task<string> NumberAsync(string which, CancellationToken cancellationToken) =>
        (await new ExternalCommand("id", which).RunAsync(cancellationToken)).Output;
}
