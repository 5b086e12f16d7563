using System.Globalization;
using System.Text.RegularExpressions;

namespace StatusLevels.Silo.Database.PrivateServer;

/// <summary>An installed PostgreSQL server: the folder of its programs and its major version.</summary>
internal sealed partial record PostgresBinaries(string Directory, int Major)
{
    /// <summary>The oldest major version that the product's SQL works with.</summary>
    public const int OldestMajor = 15;

    private static readonly string[] Programs = ["initdb", "pg_ctl", "postgres"];

    private static readonly string[] InstallationRoots =
        ["/usr/lib/postgresql", "/usr/local/lib/postgresql", "/usr/libexec", "/usr", "/opt/homebrew/opt", "/usr/local/opt",
            "/home/linuxbrew/.linuxbrew/opt", "/Library/PostgreSQL", "/Applications/Postgres.app/Contents/Versions"];

    public string Program(string name) => Path.Combine(Directory, name);

    /// <summary>
    /// The server to use: for existing data the one of the same major version, else the first of: PATH, <c>pg_config --bindir</c>, the
    /// newest in the usual places.
    /// </summary>
    /// <param name="dataMajor">Major version of the data that exists, or null when there is none.</param>
    /// <param name="dataFolder">The data folder, for the sentence that says what does not fit.</param>
    /// <param name="directories">Folders to look at instead of this machine's, or null.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    /// <exception cref="StartupException">Nothing usable is installed, or nothing that fits the data.</exception>
    public static async Task<PostgresBinaries> FindAsync(
        int? dataMajor, string dataFolder, IReadOnlyList<string>? directories, CancellationToken cancellationToken)
    {
        var found = new List<PostgresBinaries>();
        await foreach (var directory in CandidatesAsync(directories, cancellationToken))
        {
            if (await ReadAsync(directory, cancellationToken) is not { } read)
            {
                continue;
            }

            found.Add(read);
            if (dataMajor is null ? read.Major >= OldestMajor : read.Major == dataMajor)
            {
                return read;
            }
        }

        throw new StartupException((dataMajor, found) switch
        {
            (_, []) => $"No PostgreSQL server is installed here: install one ('apt install postgresql' or 'brew install postgresql@17', version {OldestMajor} or later), or set DATABASE_URL to a database that runs elsewhere, or start StatusLevels with 'docker compose up'.",
            ({ } major, _) => $"The data in '{dataFolder}' was made by PostgreSQL {major}, but only PostgreSQL {Versions(found)} is installed: install PostgreSQL {major}, or convert the data with pg_upgrade, or set DATABASE_URL.",
            _ => $"Only PostgreSQL {Versions(found)} is installed, and StatusLevels needs version {OldestMajor} or later: install it ('apt install postgresql' or 'brew install postgresql@17'), or set DATABASE_URL, or start StatusLevels with 'docker compose up'.",
        });
    }

    /// <summary>A client program that knows a server of this major version: of the same, else of a later one.</summary>
    /// <exception cref="StartupException">None is installed.</exception>
    public static async Task<string> FindClientAsync(string name, int serverMajor, CancellationToken cancellationToken)
    {
        var found = new List<(string Path, int Major)>();
        await foreach (var directory in CandidatesAsync(directories: null, cancellationToken))
        {
            var path = Path.Combine(directory, name);
            if (File.Exists(path)
                && ProgramVersion().Match(
                    (await new ExternalCommand(path, "--version").RunAsync(cancellationToken)).Output) is { Success: true } version)
            {
                found.Add((path, int.Parse(version.Groups["major"].Value, CultureInfo.InvariantCulture)));
            }
        }

        return found.Where(program => program.Major >= serverMajor).OrderBy(program => program.Major).Select(program => program.Path)
            .FirstOrDefault()
            ?? throw new StartupException($"The database is PostgreSQL {serverMajor}, and no {name} of that version is installed: install it ('apt install postgresql-client-{serverMajor}' or 'brew install postgresql@{serverMajor}').");
    }

    private static string Versions(List<PostgresBinaries> found) =>
        string.Join(" and ", found.Select(binaries => binaries.Major).Distinct().Order());

    private static async IAsyncEnumerable<string> CandidatesAsync(
        IReadOnlyList<string>? directories, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (directories is not null)
        {
            foreach (var directory in directories)
            {
                yield return directory;
            }

            yield break;
        }

        foreach (
            var directory in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(
                Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries))
        {
            yield return directory.TrimEnd('/');
        }

        if (await new ExternalCommand("pg_config", "--bindir").RunAsync(cancellationToken) is { Succeeded: true } answer)
        {
            yield return answer.Output;
        }

        // Folders are named 17, postgresql-17, pgsql-17 or postgresql@17: the number in the name puts the newest first.
        var installed = InstallationRoots.Where(System.IO.Directory.Exists)
            .SelectMany(root => System.IO.Directory.EnumerateDirectories(root))
            .Select(folder => (folder, version: FolderVersion().Match(Path.GetFileName(folder))))
            .Where(entry => entry.version.Success)
            .OrderByDescending(entry => int.Parse(entry.version.Groups["major"].Value, CultureInfo.InvariantCulture));
        foreach (var (folder, _) in installed)
        {
            yield return Path.Combine(folder, "bin");
        }
    }

    private static async Task<PostgresBinaries?> ReadAsync(string directory, CancellationToken cancellationToken)
    {
        if (!Programs.All(program => File.Exists(Path.Combine(directory, program))))
        {
            return null;
        }

        var answer = await new ExternalCommand(Path.Combine(directory, "postgres"), "--version").RunAsync(cancellationToken);
        var version = ProgramVersion().Match(answer.Output);
        return answer.Succeeded && version.Success
            ? new PostgresBinaries(directory, int.Parse(version.Groups["major"].Value, CultureInfo.InvariantCulture))
            : null;
    }

    [GeneratedRegex(@"^(postgresql|pgsql)?[@-]?(?<major>\d{2})(\.\d+)?$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex FolderVersion();

    [GeneratedRegex(@"\(PostgreSQL\) (?<major>\d+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ProgramVersion();
}
