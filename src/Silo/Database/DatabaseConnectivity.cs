using System.Net.Sockets;
using System.Security.Authentication;
using Npgsql;
using StatusLevels.Silo.Logging;

namespace StatusLevels.Silo.Database;

/// <summary>Asks the database, once and before anything else, whether the product can work with it.</summary>
internal static class DatabaseConnectivity
{
    /// <summary>How long the database may take to answer, all attempts together.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private const int OldestVersion = 15;
    private static readonly TimeSpan BetweenAttempts = TimeSpan.FromMilliseconds(250);

    private const string Question =
        """
        SELECT pg_encoding_to_char(d.encoding),
               pg_is_in_recovery() OR current_setting('transaction_read_only') = 'on',
               least(current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int,
                     nullif(d.datconnlimit, -1), nullif(r.rolconnlimit, -1))
        FROM pg_database d, pg_roles r
        WHERE d.datname = current_database() AND r.rolname = current_user
        """;

    /// <param name="settings">The database; the connection is made outside of any pool.</param>
    /// <param name="setting">The name of the setting it came from, for the sentence.</param>
    /// <param name="timeProvider">The clock of the bound.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>How many connections the server allows this role in this database.</returns>
    /// <exception cref="StartupException">It cannot; the sentence says why, and holds no password.</exception>
    public static async Task<int> EnsureReachableAsync(
        NpgsqlConnectionStringBuilder settings, string setting, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        var single =
            new NpgsqlConnectionStringBuilder(settings.ConnectionString) { Pooling = false, CommandTimeout = (int)Patience.TotalSeconds };
        using var bound = new CancellationTokenSource(Patience, timeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(bound.Token, cancellationToken);
        PostgresException? starting = null;
        while (true)
        {
            try
            {
                // Looking up a name cannot be cancelled on every system: the wait can.
                return await AskAsync(single, setting, either.Token).WaitAsync(either.Token);
            }
            catch (PostgresException exception) when (exception is { SqlState: PostgresErrorCodes.CannotConnectNow })
            {
                starting = exception;
            }
            catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
            {
                throw OutOfTime(starting, exception);
            }
            catch (Exception exception) when (
                exception is NpgsqlException or SocketException or TimeoutException or IOException
                    or AuthenticationException or ArgumentException or NotSupportedException)
            {
                throw new StartupException($"{setting}: {Sentence(exception, settings)}", exception);
            }

            try
            {
                await Task.Delay(BetweenAttempts, timeProvider, either.Token);
            }
            catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
            {
                throw OutOfTime(starting, exception);
            }
        }

        StartupException OutOfTime(PostgresException? starting, OperationCanceledException exception) => new(
            starting is null
                ? $"{setting}: {Silence(settings)}"
                : $"{setting}: the database at {Place(settings)} is still starting up or shutting down ({starting.MessageText}).",
            exception);
    }

    private static async Task<int> AskAsync(NpgsqlConnectionStringBuilder settings, string setting, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(settings.ConnectionString);
        await connection.OpenAsync(cancellationToken);
        if (connection.PostgreSqlVersion.Major < OldestVersion)
        {
            throw new StartupException($"{setting}: the server at {Place(settings)} is PostgreSQL {connection.PostgreSqlVersion}, and StatusLevels needs version {OldestVersion} or later.");
        }

        await using var command = new NpgsqlCommand(Question, connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        if (reader.GetString(0) is not "UTF8" and var encoding)
        {
            throw new StartupException($"{setting}: the database '{connection.Database}' has the encoding {encoding}, and StatusLevels needs UTF8: make one with CREATE DATABASE ... ENCODING 'UTF8' TEMPLATE template0.");
        }

        if (reader.GetBoolean(1))
        {
            throw new StartupException($"{setting}: the server at {Place(settings)} is read-only (a replica, or default_transaction_read_only is on): name the primary.");
        }

        return reader.GetInt32(2);
    }

    private static string Sentence(Exception exception, NpgsqlConnectionStringBuilder settings) => exception switch
    {
        PostgresException { SqlState: PostgresErrorCodes.InvalidPassword } => $"the server at {Place(settings)} refused the password of its user.",
        PostgresException { SqlState: PostgresErrorCodes.InvalidAuthorizationSpecification } refused =>
            $"the server at {Place(settings)} refused its user: {Redaction.Of(refused.Message)}.",
        PostgresException { SqlState: PostgresErrorCodes.InvalidCatalogName } => $"there is no database {Named(settings)} on the server at {Place(settings)}: create it, or name another one.",
        PostgresException { SqlState: PostgresErrorCodes.TooManyConnections } => $"the server at {Place(settings)} has no connection left for its user.",
        PostgresException other => $"the server at {Place(settings)} answered: {Redaction.Of(other.Message)}.",
        _ when Find<SocketException>(exception) is { } socket => SocketSentence(socket, settings),
        _ when settings.RootCertificate is { Length: > 0 } file && !File.Exists(file) =>
            $"the file '{file}', named as sslrootcert, does not exist.",
        _ when Find<AuthenticationException>(exception) is { } tls => $"no trusted TLS connection to {Place(settings)} came about: {OneLine(tls.InnerException?.Message ?? tls.Message)}",
        _ when Find<TimeoutException>(exception) is not null => Silence(settings),
        _ when exception.Message.Contains("No SSL enabled", StringComparison.Ordinal) => $"the server at {Place(settings)} offers no TLS, and sslmode={settings.SslMode} demands it.",
        _ when Find<EndOfStreamException>(exception) is not null => $"what listens at {Place(settings)} does not answer like a PostgreSQL server.",
        _ when exception.Message.Contains("password", StringComparison.OrdinalIgnoreCase) => $"the server at {Place(settings)} asks for a password of its user, and none is given.",
        _ => $"the connection to {Place(settings)} failed: {OneLine(exception.Message)}",
    };

    private static string SocketSentence(
        SocketException exception, NpgsqlConnectionStringBuilder settings) => exception.SocketErrorCode switch
        {
            SocketError.HostNotFound or SocketError.TryAgain or SocketError.NoData or SocketError.NoRecovery =>
                $"the host '{settings.Host}' is not known to the name service.",
            SocketError.ConnectionRefused => $"nothing listens at {Place(settings)}.",
            SocketError.TimedOut => Silence(settings),
            _ => $"{Place(settings)} cannot be reached: {OneLine(exception.Message)}.",
        };

    private static string Silence(NpgsqlConnectionStringBuilder settings) => $"{Place(settings)} did not answer within {Patience.TotalSeconds:0} seconds.";

    // Without a name of its own a database is called as its user is.
    private static string Named(NpgsqlConnectionStringBuilder settings) =>
        settings.Database is { } name && name != settings.Username ? $"'{name}'" : "of that name";

    private static string Place(NpgsqlConnectionStringBuilder settings) => $"{settings.Host}:{settings.Port}";

    private static string OneLine(string text) => text.ReplaceLineEndings(" ").TrimEnd('.');

    private static T? Find<T>(Exception? exception)
        where T : Exception
    {
        for (; exception is not null; exception = exception.InnerException)
        {
            if (exception is T found)
            {
                return found;
            }
        }

        return null;
    }
}
