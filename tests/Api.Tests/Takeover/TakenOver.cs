using Microsoft.Extensions.Logging.Abstractions;
using StatusLevels.Silo.Database;
using StatusLevels.Testing;
using StatusLevels.Testing.FirstProduct;

namespace StatusLevels.Api.Tests.Takeover;

/// <summary>A database of the first product that was taken over, to be copied by each test.</summary>
public sealed class TakenOver : IAsyncLifetime
{
    private readonly TestFolder folder = new();
    private TestDatabase database = null!;

    public async ValueTask InitializeAsync()
    {
        database = await TestPostgres.CreateDatabaseAsync(migrated: false);
        await FirstProductSchema.ExecuteAsync(database.ConnectionString, FirstProductSchema.Whole + FirstProductData.Of(60));
        await Migrator.MigrateAsync(database.ConnectionString, NullLogger.Instance);
        using var takeover = ProductProcess.Start(
            folder.Path, ["takeover"],
            ("DATABASE_URL", database.RuntimeConnectionString), ("MIGRATIONS_DATABASE_URL", database.ConnectionString),
            ("DASHBOARD", "off"));
        Assert.Equal("", await takeover.EndAsync());
        Assert.Equal(0, takeover.ExitCode);
    }

    public async ValueTask DisposeAsync()
    {
        folder.Dispose();
        await database.DisposeAsync();
    }

    public Task<TestDatabase> CopyAsync() => TestPostgres.CopyAsync(database);
}
