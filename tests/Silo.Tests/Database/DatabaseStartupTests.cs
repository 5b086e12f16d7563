using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using StatusLevels.Silo.Database;
using StatusLevels.Testing;

namespace StatusLevels.Silo.Tests.Database;

public sealed class DatabaseStartupTests : IDisposable
{
    private readonly TestFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Without_a_database_a_private_one_is_started_migrated_and_stopped_last()
    {
        string connectionString;
        await using (var session = await OpenAsync(("DATA_DIR", folder.Path)))
        {
            connectionString = session.ConnectionString;
            Assert.True(session.IsPrivate);
            var provider = new ServiceCollection().AddStatusLevelsDatabase(session).BuildServiceProvider();
            await using (provider)
            {
                var dataSource = provider.GetRequiredService<NpgsqlDataSource>();
                await using var command = dataSource.CreateCommand("SELECT count(*) FROM orleansstorage");
                Assert.Equal(0L, await command.ExecuteScalarAsync(TestContext.Current.CancellationToken));
            }

            Assert.Equal(1, await TestSql.ScalarAsync(connectionString, "SELECT 1"));
        }

        await Assert.ThrowsAsync<NpgsqlException>(() => TestSql.ScalarAsync(connectionString, "SELECT 1"));
    }

    [Fact]
    public async Task The_operators_database_is_left_alone_unless_told_to_migrate()
    {
        await using var database = await TestPostgres.CreateDatabaseAsync(migrated: false);
        var refusal = await Assert.ThrowsAsync<StartupException>(() => OpenAsync(("DATABASE_URL", database.ConnectionString)));
        Assert.Contains("MIGRATE_ON_START", refusal.Message, StringComparison.Ordinal);

        await using (var session = await OpenAsync(("DATABASE_URL", database.ConnectionString), ("MIGRATE_ON_START", "true")))
        {
            Assert.False(session.IsPrivate);
            Assert.Equal(0L, await TestSql.ScalarAsync(session.ConnectionString, "SELECT count(*) FROM orleansstorage"));
        }

        await using var again = await OpenAsync(("ConnectionStrings:StatusLevels", database.ConnectionString));
        Assert.False(again.IsPrivate);
    }

    [Fact]
    public async Task A_URL_reaches_the_same_database_as_the_Npgsql_string()
    {
        await using var database = await TestPostgres.CreateDatabaseAsync();
        var settings = new NpgsqlConnectionStringBuilder(database.ConnectionString);
        var url = $"postgres://{settings.Username}:{settings.Password}@{Uri.EscapeDataString(settings.Host!)}/{settings.Database}?sslmode=disable";

        await using var session = await OpenAsync(("DATABASE_URL", url));

        Assert.Equal(database.Name, await TestSql.ScalarAsync(session.ConnectionString, "SELECT current_database()"));
    }

    [Fact]
    public async Task The_migrate_command_needs_no_host()
    {
        await using var database = await TestPostgres.CreateDatabaseAsync(migrated: false);

        await DatabaseStartup.MigrateAsync(
            Configuration(("DATABASE_URL", database.ConnectionString)), NullLoggerFactory.Instance, TestContext.Current.CancellationToken);

        Assert.Empty((await Migrator.PendingAsync(database.ConnectionString, TestContext.Current.CancellationToken)).Pending);
    }

    [Fact]
    public async Task Migrations_through_a_transaction_pooler_are_refused_without_a_way_around_it()
    {
        await using var database = await TestPostgres.CreateDatabaseAsync(migrated: false);
        (string, string)[] pooled =
            [("DATABASE_URL", database.ConnectionString), ("Database:TransactionPooler", "true"), ("MIGRATE_ON_START", "true")];

        Assert.Contains(
            "MIGRATIONS_DATABASE_URL", (await Assert.ThrowsAsync<StartupException>(() => OpenAsync(pooled))).Message,
            StringComparison.Ordinal);

        // Without this the role, whose name is the schema's, would find it by itself.
        await TestSql.ExecuteAsync(database.ConnectionString, $"ALTER DATABASE {database.Name} SET search_path = public");
        (string, string)[] around = [.. pooled, ("MIGRATIONS_DATABASE_URL", database.ConnectionString)];
        Assert.Contains(
            "SET search_path = statuslevels", (await Assert.ThrowsAsync<StartupException>(() => OpenAsync(around))).Message,
            StringComparison.Ordinal);

        await TestSql.ExecuteAsync(database.ConnectionString, $"ALTER DATABASE {database.Name} SET search_path = statuslevels");
        await using var session = await OpenAsync(around);
        Assert.Equal(0L, await TestSql.ScalarAsync(session.ConnectionString, "SELECT count(*) FROM orleansstorage"));
    }

    [Fact]
    public async Task A_private_server_that_cannot_be_migrated_is_stopped_again()
    {
        await using (await OpenAsync(("DATA_DIR", folder.Path)))
        {
        }

        var refusal = await Assert.ThrowsAsync<StartupException>(
            () => OpenAsync(("DATA_DIR", folder.Path), ("MIGRATE_ON_START", "nonsense")));
        Assert.Contains("MIGRATE_ON_START", refusal.Message, StringComparison.Ordinal);

        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => DatabaseStartup.OpenAsync(Configuration(("DATA_DIR", folder.Path)), NullLoggerFactory.Instance, cancelled.Token));

        await using var again = await OpenAsync(("DATA_DIR", folder.Path));
        Assert.True(again.IsPrivate);
    }

    private static Task<DatabaseSession> OpenAsync(params (string Name, string Value)[] settings) =>
        DatabaseStartup.OpenAsync(Configuration(settings), NullLoggerFactory.Instance, TestContext.Current.CancellationToken);

    private static IConfiguration Configuration(params (string Name, string Value)[] settings) =>
        new ConfigurationBuilder().AddInMemoryCollection(
            settings.Select(setting => KeyValuePair.Create<string, string?>(setting.Name, setting.Value))).Build();
}
