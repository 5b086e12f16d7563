using System.Text;
using StatusLevels.Api.Tests.Delivery;
using StatusLevels.Testing;

namespace StatusLevels.Api.Tests.Checks;

/// <summary>A database in which a product has worked, and an answer as it gives it.</summary>
public sealed class DoctorPatient : IAsyncLifetime
{
    private readonly TestFolder folder = new();
    private TestDatabase database = null!;
    private TestReceiver product = null!;

    /// <summary>Where something is ready.</summary>
    internal Uri Product => new(product.Url, "/");

    /// <summary>Where a backup of today is.</summary>
    internal string Backups => folder.Path;

    public async ValueTask InitializeAsync()
    {
        database = await TestPostgres.CreateDatabaseAsync();
        product = await TestReceiver.StartAsync(async context =>
        {
            context.Response.ContentType = "application/json";
            await context.Response.Body.WriteAsync("""{"status":"ready","checks":{"database":"ok"}}"""u8.ToArray());
        });
        await File.WriteAllBytesAsync(Path.Combine(folder.Path, "today.dump"), Encoding.ASCII.GetBytes("PGDMP"));
        await using (var api = await TestApi.StartAsync(database: database, keepsDatabase: true))
        {
            using var admin = await api.SignedInAsync();
            var organization = new TestOrganization(api, admin);
            await (await organization.GrantAsync("""{"level":"A"}""")).ShouldBeOkAsync();
            await (await organization.GrantAsync("""{"level":"B"}""")).ShouldBeOkAsync();
            await Eventually.HoldsAsync(async () =>
            {
                await using var waiting = database.DataSource.CreateCommand("select count(*) from statuslevels.outbox where delivered_at is null");
                return await waiting.ExecuteScalarAsync() is 0L;
            }, TimeSpan.FromSeconds(60));
        }
    }

    /// <summary>A copy for one test.</summary>
    internal Task<CheckRig> CopyAsync() => CheckRig.StartAsync(database);

    public async ValueTask DisposeAsync()
    {
        await product.DisposeAsync();
        await database.DisposeAsync();
        folder.Dispose();
    }
}

/// <summary>The tests that share it, one after the other.</summary>
[CollectionDefinition(nameof(DoctorPatient))]
public sealed class DoctorPatientTests : ICollectionFixture<DoctorPatient>;
