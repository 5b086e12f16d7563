using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using StatusLevels.Silo.Database;
using StatusLevels.Silo.Database.PrivateServer;

namespace StatusLevels.Testing;

/// <summary>
/// One private PostgreSQL server per test process, started by the first test that asks for a database and
/// removed when the process ends. Several test processes run side by side, each with a server of its own.
/// </summary>
public static class TestPostgres
{
    private const string Migrated = "migrated";

    private static readonly Lazy<Task<PrivatePostgres>> Server = new(StartAsync);
    private static readonly Lazy<Task<string>> Template = new(MakeTemplateAsync);
    private static int databases;

    /// <summary>A new database of the caller's own, dropped when disposed.</summary>
    /// <param name="migrated">With the product's schema in it (a copy of one that was migrated once), else empty.</param>
    public static async Task<TestDatabase> CreateDatabaseAsync(bool migrated = true) =>
        await CopyAsync(migrated ? await Template.Value : "template0");

    /// <summary>A new database of the caller's own with what another one holds; whoever is connected to that is not any more.</summary>
    public static async Task<TestDatabase> CopyAsync(TestDatabase original)
    {
        ArgumentNullException.ThrowIfNull(original);
        await ExecuteAsync(
            (await Server.Value).ConnectionString, $"SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE datname = '{original.Name}'");
        return await CopyAsync(original.Name);
    }

    private static async Task<TestDatabase> CopyAsync(string template)
    {
        var server = await Server.Value;
        var name = string.Create(CultureInfo.InvariantCulture, $"test_{Interlocked.Increment(ref databases)}");
        await ExecuteAsync(server.ConnectionString, $"CREATE DATABASE {name} TEMPLATE {template}");
        return new TestDatabase(server.ConnectionString, server.RuntimeConnectionString, name);
    }

    internal static async Task ExecuteAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();

        // Making and dropping a database waits for all that the server does at the time, and many tests run at once.
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 120 };
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<string> MakeTemplateAsync()
    {
        var server = await Server.Value;
        await ExecuteAsync(server.ConnectionString, $"CREATE DATABASE {Migrated} TEMPLATE template0");
        var template = new NpgsqlConnectionStringBuilder(server.ConnectionString) { Database = Migrated, Pooling = false };
        await Migrator.MigrateAsync(template.ConnectionString, NullLogger.Instance);
        return Migrated;
    }

    private static async Task<PrivatePostgres> StartAsync()
    {
        await TestFolder.RemoveAbandonedAsync();
        var folder = new TestFolder();
        try
        {
            var server = await PrivatePostgres.StartAsync(
                new PrivatePostgresOptions { DataDirectory = folder.Path, Durable = false }, NullLogger.Instance, CancellationToken.None);

            // The process ends only after this has returned; there is nobody left to await it.
            AppDomain.CurrentDomain.ProcessExit += (_, _) =>
            {
                server.DisposeAsync().AsTask().GetAwaiter().GetResult();
                TestFolder.Remove(server.Folder);
                folder.Dispose();
            };
            return server;
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }
}
