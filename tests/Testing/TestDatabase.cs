using Npgsql;

namespace StatusLevels.Testing;

/// <summary>A database of one test's own on the <see cref="TestPostgres"/> server.</summary>
public sealed class TestDatabase : IAsyncDisposable
{
    private readonly string serverConnectionString;
    private readonly Lazy<NpgsqlDataSource> dataSource;

    internal TestDatabase(string serverConnectionString, string runtimeConnectionString, string name)
    {
        this.serverConnectionString = serverConnectionString;
        Name = name;
        ConnectionString = In(serverConnectionString, name);
        RuntimeConnectionString = In(runtimeConnectionString, name);
        dataSource = new Lazy<NpgsqlDataSource>(() => NpgsqlDataSource.Create(ConnectionString));
    }

    public string Name { get; }

    /// <summary>For the role that owns everything, with the search path of the product.</summary>
    public string ConnectionString { get; }

    /// <summary>For the role that the product works under: in a migrated database it may do what the product needs, and no more.</summary>
    public string RuntimeConnectionString { get; }

    /// <summary>Connections of the role that owns everything: the test's own hand.</summary>
    public NpgsqlDataSource DataSource => dataSource.Value;

    /// <summary>Changes rows as somebody with every right would, with the triggers out of the way.</summary>
    /// <returns>How many rows.</returns>
    public async Task<int> TamperAsync(string sql)
    {
        await using var connection = await DataSource.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using var off = new NpgsqlCommand("set local session_replication_role = replica", connection, transaction);
        await off.ExecuteNonQueryAsync();
        await using var change = new NpgsqlCommand(sql, connection, transaction);
        var rows = await change.ExecuteNonQueryAsync();
        await transaction.CommitAsync();
        return rows;
    }

    public async ValueTask DisposeAsync()
    {
        if (dataSource.IsValueCreated)
        {
            await dataSource.Value.DisposeAsync();
        }

        foreach (var connectionString in (string[])[ConnectionString, RuntimeConnectionString])
        {
            await using var pooled = new NpgsqlConnection(connectionString);
            NpgsqlConnection.ClearPool(pooled);
        }

        await TestPostgres.ExecuteAsync(serverConnectionString, $"DROP DATABASE IF EXISTS {Name} WITH (FORCE)");
    }

    private static string In(string connectionString, string database) =>
        new NpgsqlConnectionStringBuilder(connectionString) { Database = database, SearchPath = "statuslevels" }.ConnectionString;
}
