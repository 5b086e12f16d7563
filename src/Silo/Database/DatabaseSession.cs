using StatusLevels.Silo.Database.PrivateServer;

namespace StatusLevels.Silo.Database;

/// <summary>
/// The database of this process, reachable and migrated. Dispose it last, after the host has stopped: it stops the private server, if there
/// is one.
/// </summary>
public sealed class DatabaseSession : IAsyncDisposable
{
    private readonly PrivatePostgres? server;

    internal DatabaseSession(string connectionString, PrivatePostgres? server)
    {
        ConnectionString = connectionString;
        this.server = server;
    }

    /// <summary>An Npgsql string with everything set, pool sizes included; it holds the password.</summary>
    public string ConnectionString { get; }

    /// <summary>The database is a private server of this process, so there is exactly one node.</summary>
    public bool IsPrivate => server is not null;

    public ValueTask DisposeAsync() => server?.DisposeAsync() ?? ValueTask.CompletedTask;
}
