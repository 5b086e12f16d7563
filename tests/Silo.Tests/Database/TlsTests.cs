using StatusLevels.Silo.Database;

namespace StatusLevels.Silo.Tests.Database;

/// <summary>The TLS modes of libpq against a real server; one test, because making the server is the slow part.</summary>
public sealed class TlsTests
{
    [Fact]
    public async Task Every_TLS_mode_connects_or_refuses_as_libpq_does()
    {
        await using var server = await TlsServer.StartAsync();
        var trusted = $"&sslrootcert={server.Authority}";

        Assert.True(await ConnectsAsync(server.Url("localhost", "prefer")));
        Assert.True(await ConnectsAsync(server.Url("localhost", "require")));
        Assert.True(await ConnectsAsync(server.Url("localhost", "verify-ca") + trusted));
        Assert.True(await ConnectsAsync(server.Url("localhost", "verify-full") + trusted));
        Assert.True(await ConnectsAsync(server.Url("127.0.0.1", "verify-ca") + trusted));
        Assert.True(await ConnectsAsync(server.Url("localhost", "require") + "&channel_binding=require"));

        Assert.Contains(
            "refused its user: 28000: no pg_hba.conf entry", await RefusalAsync(server.Url("localhost", "disable")),
            StringComparison.Ordinal);
        Assert.Contains("no trusted TLS connection", await RefusalAsync(server.Url("localhost", "verify-full")), StringComparison.Ordinal);
        Assert.Contains(
            "no trusted TLS connection", await RefusalAsync(server.Url("127.0.0.1", "verify-full") + trusted), StringComparison.Ordinal);
        Assert.Contains(
            "sslrootcert", await RefusalAsync(server.Url("localhost", "verify-full") + "&sslrootcert=/no/such/file.pem"),
            StringComparison.Ordinal);
    }

    private static async Task<bool> ConnectsAsync(string url) => await ReachAsync(url) > 0;

    private static async Task<string> RefusalAsync(string url) =>
        (await Assert.ThrowsAsync<StartupException>(() => ReachAsync(url))).Message;

    private static Task<int> ReachAsync(string url) => DatabaseConnectivity.EnsureReachableAsync(
        DatabaseSettings.ForFirstContact(ConnectionStringParser.Parse(url, "DATABASE_URL").Settings), "DATABASE_URL", TimeProvider.System,
        TestContext.Current.CancellationToken);
}
