using Npgsql;
using StatusLevels.Silo.Database.PrivateServer;

namespace StatusLevels.Silo.Database.Backup;

/// <summary>A client program of PostgreSQL, of a version that knows the server's.</summary>
internal static class PostgresProgram
{
    /// <summary>Runs it against this database.</summary>
    /// <param name="database">How it is reached.</param>
    /// <param name="program">The name of the program.</param>
    /// <param name="arguments">What else it is told.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <param name="output">Takes what the program writes.</param>
    /// <exception cref="StartupException">No fitting one is installed, the database is out of reach, or the program failed; the sentence
    /// ends with what it said.</exception>
    public static async Task RunAsync(
        NpgsqlConnectionStringBuilder database, string program, IReadOnlyList<string> arguments, CancellationToken cancellationToken,
        Stream? output = null)
    {
        var path = await PostgresBinaries.FindClientAsync(program, await MajorOfAsync(database, cancellationToken), cancellationToken);
        var folder = Directory.CreateTempSubdirectory("statuslevels-backup-");
        try
        {
            // Neither on the command line nor in the environment, where others can see it.
            var passwordFile = Path.Combine(folder.FullName, "password");
            await using (var writer = new StreamWriter(PrivateFiles.Open(passwordFile, FileMode.CreateNew, FileShare.None)))
            {
                await writer.WriteLineAsync($"*:*:*:*:{Escape(database.Password ?? "", '\\', ':')}");
            }

            var answer = await new ExternalCommand(path, ["--dbname", ConnectionInfo(database, passwordFile), .. arguments]).RunAsync(
                cancellationToken, output: output);
            if (!answer.Succeeded)
            {
                throw new StartupException($"{program} failed: {answer.Said}");
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<int> MajorOfAsync(NpgsqlConnectionStringBuilder database, CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = new NpgsqlConnection(
                new NpgsqlConnectionStringBuilder(database.ConnectionString) { Pooling = false }.ConnectionString);
            await connection.OpenAsync(cancellationToken);
            return connection.PostgreSqlVersion.Major;
        }
        catch (NpgsqlException exception)
        {
            throw new StartupException($"The database cannot be reached: {exception.Message}", exception);
        }
    }

    // As libpq reads it.
    private static string ConnectionInfo(NpgsqlConnectionStringBuilder database, string passwordFile) => string.Join(
        ' ',
        from part in new (string Name, string? Value)[]
        {
            ("host", database.Host),
            ("port", $"{database.Port}"),
            ("dbname", database.Database ?? database.Username),
            ("user", database.Username),
            ("passfile", passwordFile),
            ("sslmode", Words(database.SslMode)),
            ("sslrootcert", database.RootCertificate),
            ("sslcert", database.SslCertificate),
            ("sslkey", database.SslKey),
            ("application_name", "statuslevels"),
        }
        where part.Value is { Length: > 0 }
        select $"{part.Name}='{Escape(part.Value, '\\', '\'')}'");

    private static string Words(SslMode mode) => mode switch
    {
        SslMode.VerifyCA => "verify-ca",
        SslMode.VerifyFull => "verify-full",
        _ => mode.ToString().ToLowerInvariant(),
    };

    private static string Escape(string text, params ReadOnlySpan<char> signs)
    {
        foreach (var sign in signs)
        {
            text = text.Replace($"{sign}", $"\\{sign}", StringComparison.Ordinal);
        }

        return text;
    }
}
