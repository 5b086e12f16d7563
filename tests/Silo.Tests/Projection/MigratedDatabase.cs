using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using StatusLevels.Silo.Database;
using StatusLevels.Testing;

namespace StatusLevels.Silo.Tests.Projection;

/// <summary>One migrated database for the tests of a class, which run one after the other.</summary>
public sealed class MigratedDatabase : IAsyncLifetime
{
    private TestDatabase? database;

    public NpgsqlDataSource DataSource => database!.DataSource;

    public string ConnectionString => database!.ConnectionString;

    /// <summary>For the role that the product works under.</summary>
    public string RuntimeConnectionString => database!.RuntimeConnectionString;

    /// <inheritdoc cref="TestDatabase.TamperAsync"/>
    public Task<int> TamperAsync(string sql) => database!.TamperAsync(sql);

    public async ValueTask InitializeAsync()
    {
        database = await TestPostgres.CreateDatabaseAsync();
        await Migrator.MigrateAsync(database.ConnectionString, NullLogger.Instance);
    }

    public async ValueTask DisposeAsync()
    {
        if (database is not null)
        {
            await database.DisposeAsync();
        }
    }

    public async Task ExecuteAsync(string sql)
    {
        await using var command = DataSource.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    public async Task<object?> ScalarAsync(string sql)
    {
        await using var command = DataSource.CreateCommand(sql);
        return await command.ExecuteScalarAsync();
    }
}
