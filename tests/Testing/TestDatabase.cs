using Npgsql;

namespace StatusLevels.Testing;

/// <summary>A database of one test's own on the <see cref="TestPostgres"/> server.</summary>
public sealed class TestDatabase : IAsyncDisposable
{
    private readonly string serverConnectionString;
    private readonly Lazy<NpgsqlDataSource> dataSource;

    internal TestDatabase(string serverConnectionString, string name)
    {
        this.serverConnectionString = serverConnectionString;
        Name = name;
        ConnectionString = new NpgsqlConnectionStringBuilder(serverConnectionString) { Database = name, SearchPath = "statuslevels" }.ConnectionString;
        dataSource = new Lazy<NpgsqlDataSource>(() => NpgsqlDataSource.Create(ConnectionString));
    }

    public string Name { get; }

    /// <summary>For the role that owns everything, with the search path of the product.</summary>
    public string ConnectionString { get; }

    public NpgsqlDataSource DataSource => dataSource.Value;

    public async ValueTask DisposeAsync()
    {
        if (dataSource.IsValueCreated)
        {
            await dataSource.Value.DisposeAsync();
        }

        await using (var pooled = new NpgsqlConnection(ConnectionString))
        {
            NpgsqlConnection.ClearPool(pooled);
        }

        await TestPostgres.ExecuteAsync(serverConnectionString, $"DROP DATABASE IF EXISTS {Name} WITH (FORCE)");
    }
}
