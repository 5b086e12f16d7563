using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using StatusLevels.Api.Tests.Credentials;
using StatusLevels.Silo.Database.Backup;
using StatusLevels.Testing;

namespace StatusLevels.Api.Tests.Backup;

/// <summary>Credentials of a time that a restore has undone.</summary>
public sealed class RestoredCredentialTests : IDisposable
{
    private readonly TestFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task What_was_given_after_the_backup_is_revoked_and_nobody_gets_its_place()
    {
        var (kept, unread, undone, fresh) = (Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid());
        var file = Path.Combine(folder.Path, "yesterday.dump");
        await using var restored = await TestPostgres.CreateDatabaseAsync(migrated: false);
        string ofKept, ofUnread, ofUndone;
        await using (var first = await TestApi.StartAsync(CredentialApi.Settings))
        {
            using var admin = await first.SignedInAsync();
            await (await admin.GrantAsync(kept, "A")).ShouldBeOkAsync();
            await (await admin.GrantAsync(unread, "A")).ShouldBeOkAsync();
            ofKept = await CredentialApi.CredentialAsync(admin, kept, "A");
            await DatabaseBackup.WriteAsync(
                Database(first.Database), NullLoggerFactory.Instance, file, TestContext.Current.CancellationToken);
            await (await admin.GrantAsync(undone, "A")).ShouldBeOkAsync();
            ofUnread = await CredentialApi.CredentialAsync(admin, unread, "A");
            ofUndone = await CredentialApi.CredentialAsync(admin, undone, "A");
        }

        await DatabaseBackup.ReadAsync(Database(restored), NullLoggerFactory.Instance, file, TestContext.Current.CancellationToken);
        await using var second = await TestApi.StartAsync(CredentialApi.Settings, database: restored, keepsDatabase: true);
        using var caller = await second.SignedInAsync();
        await (await caller.GrantAsync(fresh, "A")).ShouldBeOkAsync();
        var (keptAgain, read, ofFresh) = (
            await CredentialApi.CredentialAsync(caller, kept, "A"), await CredentialApi.CredentialAsync(caller, unread, "A"),
            await CredentialApi.CredentialAsync(caller, fresh, "A"));

        Assert.Equal(PlaceOf(ofKept), PlaceOf(keptAgain));
        Assert.Equal((false, false), await CredentialApi.StatusAsync(caller, ofKept));
        // Nobody knows any more whose they were.
        Assert.Equal((true, false), await CredentialApi.StatusAsync(caller, ofUndone));
        Assert.Equal((true, false), await CredentialApi.StatusAsync(caller, ofUnread));
        Assert.Equal((false, false), await CredentialApi.StatusAsync(caller, read));
        Assert.Equal((false, false), await CredentialApi.StatusAsync(caller, ofFresh));
        Assert.StartsWith(ListOne, PlaceOf(ofUndone), StringComparison.Ordinal);
        Assert.DoesNotContain(ListOne, PlaceOf(ofFresh), StringComparison.Ordinal);
        Assert.DoesNotContain(ListOne, PlaceOf(read), StringComparison.Ordinal);

        // A list that began in the time that is gone would have had one of the next numbers.
        var list = PlaceOf(ofFresh).Split('/')[^1].Split('#')[0];
        Assert.InRange(long.Parse(list, System.Globalization.CultureInfo.InvariantCulture), 20_000_000, int.MaxValue);
    }

    private const string ListOne = "https://levels.example.org/credentials/status/revocation/1#";

    private static string PlaceOf(string credential)
    {
        using var json = JsonDocument.Parse(credential);
        return json.RootElement.GetProperty("credentialStatus")[0].Text("id");
    }

    private static IConfiguration Database(TestDatabase database) => new ConfigurationBuilder()
        .AddInMemoryCollection([new("DATABASE_URL", database.ConnectionString)])
        .Build();
}
