using StatusLevels.Silo;
using StatusLevels.Testing;

namespace StatusLevels.Api.Tests.Credentials;

/// <summary>A key that has signed credentials cannot be lost unnoticed.</summary>
public sealed class UsedKeyTests
{
    [Fact]
    public async Task A_list_that_lacks_a_key_that_has_signed_starts_nothing_and_is_told_what_to_add()
    {
        await using var database = await TestPostgres.CreateDatabaseAsync();
        await StartAsync(database, CredentialApi.KeyOf(1));
        await StartAsync(database, $"{CredentialApi.KeyOf(2)},{CredentialApi.KeyOf(1, "pub")}");

        var refused = await Assert.ThrowsAsync<StartupException>(() => StartAsync(database, CredentialApi.KeyOf(2)));
        Assert.Contains(CredentialApi.KeyOf(1, "pub"), refused.Message, StringComparison.Ordinal);
        // Nor does a node that has not heard of the newest one.
        refused = await Assert.ThrowsAsync<StartupException>(() => StartAsync(database, CredentialApi.KeyOf(1)));
        Assert.Contains(CredentialApi.KeyOf(2, "pub"), refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(CredentialApi.KeyOf(2), refused.Message, StringComparison.Ordinal);

        await StartAsync(database, $"{CredentialApi.KeyOf(2)},{CredentialApi.KeyOf(1, "revoked")}");
    }

    [Fact]
    public async Task A_name_stays_with_its_key()
    {
        await using var database = await TestPostgres.CreateDatabaseAsync();
        await StartAsync(database, CredentialApi.KeyOf(1));
        var other = CredentialApi.KeyOf(2).Replace("k2:", "k1:", StringComparison.Ordinal);

        var refused = await Assert.ThrowsAsync<StartupException>(() => StartAsync(database, other));
        Assert.Contains("another key under the name k1", refused.Message, StringComparison.Ordinal);
        // Under the name of another product nothing of it was ever signed.
        await StartAsync(database, other, "https://levels.example.com");
    }

    [Fact]
    public async Task A_key_that_has_not_signed_yet_may_go_again()
    {
        await using var database = await TestPostgres.CreateDatabaseAsync();
        await StartAsync(database, $"{CredentialApi.KeyOf(1)},{CredentialApi.KeyOf(2)}");

        await StartAsync(database, CredentialApi.KeyOf(1));
    }

    private static async Task StartAsync(TestDatabase database, string keys, string address = "https://levels.example.org")
    {
        await using var api = await TestApi.StartAsync(
            new() { ["PUBLIC_BASE_URL"] = address, ["CREDENTIAL_KEYS"] = keys }, database: database, keepsDatabase: true);
    }
}
