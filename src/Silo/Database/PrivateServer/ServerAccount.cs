namespace StatusLevels.Silo.Database.PrivateServer;

/// <summary>
/// The account that runs the server's programs. PostgreSQL refuses to run as root, so root hands it to an unprivileged account; everybody
/// else runs it directly.
/// </summary>
internal sealed class ServerAccount
{
    private static readonly string[] Preferred = ["postgres", "nobody"];

    private readonly Func<ExternalCommand, ExternalCommand> switchUser;

    private ServerAccount(string? name, Func<ExternalCommand, ExternalCommand> switchUser)
    {
        Name = name;
        this.switchUser = switchUser;
    }

    /// <summary>The account of this process.</summary>
    public static ServerAccount Current { get; } = new(null, command => command);

    /// <summary>Who runs this process, for a sentence: engines also start containers under numbers that no name belongs to.</summary>
    public static string Caller => Environment.UserName is { Length: > 0 } name ? name : "without a name";

    /// <summary>Its name, or null when it is the account of this process.</summary>
    public string? Name { get; }

    /// <summary>Who works in this folder of a server: its owner, when this process is root.</summary>
    /// <exception cref="StartupException">There is no way to become that account.</exception>
    public static async Task<ServerAccount> OfAsync(string folder, CancellationToken cancellationToken) => Environment.IsPrivilegedProcess
        ? await UnprivilegedAsync(await OwnerOfAsync(folder, cancellationToken), cancellationToken)
        : Current;

    /// <summary>Whose a file or folder is: of a link, not of what it names. Null when it is not there.</summary>
    public static async Task<string?> OwnerOfAsync(string path, CancellationToken cancellationToken)
    {
        var command = OperatingSystem.IsMacOS()
            ? new ExternalCommand("stat", "-f", "%Su", path)
            : new ExternalCommand("stat", "-c", "%U", path);
        return await command.RunAsync(cancellationToken) is { Succeeded: true } answer ? answer.Output : null;
    }

    /// <summary>The command line that runs <paramref name="command"/> as this account.</summary>
    public ExternalCommand Wrap(ExternalCommand command) => switchUser(command);

    /// <summary>
    /// The account to run the server under root: <paramref name="owner"/> of existing data when it is one, else postgres, else nobody.
    /// </summary>
    /// <exception cref="StartupException">No such account exists, or no program is there that can switch to it.</exception>
    public static async Task<ServerAccount> UnprivilegedAsync(string? owner, CancellationToken cancellationToken)
    {
        foreach (var name in (string?[])[owner, .. Preferred])
        {
            if (name is null or "root"
                || await new ExternalCommand("id", "-g", name).RunAsync(cancellationToken) is not { Succeeded: true } group)
            {
                continue;
            }

            // Small systems have a setpriv or su with fewer options: the first that really works is taken.
            foreach (var way in WaysTo(name, group.Output))
            {
                var account = new ServerAccount(name, way);
                if ((await account.Wrap(new ExternalCommand("true")).RunAsync(cancellationToken)).Succeeded)
                {
                    return account;
                }
            }
        }

        throw new StartupException(
            "PostgreSQL does not run as root, and no way was found to start it as user 'postgres' or 'nobody' (setpriv, runuser and su were tried): start StatusLevels as a normal user, or set DATABASE_URL.");
    }

    /// <summary>The programs that can switch to another user, in order of preference.</summary>
    internal static IEnumerable<Func<ExternalCommand, ExternalCommand>> WaysTo(string user, string group) =>
    [
        command =>
            new ExternalCommand(
                "setpriv", ["--reuid", user, "--regid", group, "--init-groups", "--", command.Program, .. command.Arguments]),
        command => new ExternalCommand("runuser", ["-u", user, "--", command.Program, .. command.Arguments]),
        command => new ExternalCommand("su", ["-s", "/bin/sh", user, "-c", $"exec {string.Join(' ', command.Arguments.Prepend(command.Program).Select(QuoteForShell))}"]),
    ];

    private static string QuoteForShell(string word) => $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
