using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using StatusLevels.Silo.Database.PrivateServer;
using StatusLevels.Testing;

namespace StatusLevels.Api.Tests.Hosting;

/// <summary>What was acknowledged is there after the process was killed, and the account of it holds.</summary>
public sealed class SurvivalTests : IDisposable
{
    private static readonly (string, string)[] Environment =
        [("PORT", "0"), ("ADMIN_EMAIL", TestApi.AdminEmail), ("ADMIN_PASSWORD", TestApi.AdminPassword), ("DATA_DIR", "data")];

    private readonly TestFolder folder = new();
    private readonly Guid organization = Guid.NewGuid();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task What_was_granted_survives_kill_9()
    {
        string[] granted;
        using (var first = ProductProcess.Start(folder.Path, [], Environment))
        {
            using var client = await SignedInAsync(first);
            foreach (var level in new[] { "A", "B", "C" })
            {
                await (
                    await client.PostAsync(
                        $"/api/admin/organizations/{organization}/status-levels",
                        Json.Content($$"""{"level":"{{level}}","notes":"Пасека 🐝"}"""))).ShouldBeOkAsync();
            }

            granted = await HashesAsync(client);
            await first.KillAsync();
        }

        using (var second = ProductProcess.Start(folder.Path, [], Environment))
        {
            using var client = await SignedInAsync(second);
            Assert.Equal(3, granted.Length);
            Assert.Equal(granted, await HashesAsync(client));
            Assert.Equal(
                "C", (await (await client.GetAsync($"/api/organizations/{organization}/status")).ShouldBeOkAsync()).Text("current_level"));
            await (await client.DeleteAsync($"/api/admin/organizations/{organization}/status-levels/C?reason=дальше")).ShouldBeOkAsync();
            await second.TerminateAsync();
            Assert.Equal(0, second.ExitCode);
        }

        await ShouldVerifyAsync(entries: 4);
    }

    private static async Task<HttpClient> SignedInAsync(ProductProcess process)
    {
        var client = await process.ReadyAsync();
        await (await client.PostAsync("/api/session", Json.Content($$"""{"email":"{{TestApi.AdminEmail}}","password":"{{TestApi.AdminPassword}}"}"""))).ShouldBeOkAsync();
        return client;
    }

    private async Task<string[]> HashesAsync(HttpClient client)
    {
        var page = await (await client.GetAsync($"/api/organizations/{organization}/status-history")).ShouldBeOkAsync();
        return [.. page.GetProperty("history").EnumerateArray().Select(entry => entry.Text("hash"))];
    }

    /// <summary>Opens the private server's data once more, without the product, and recomputes the chain there.</summary>
    private async Task ShouldVerifyAsync(long entries)
    {
        await using var server = await PrivatePostgres.StartAsync(
            new PrivatePostgresOptions { DataDirectory = Path.Combine(folder.Path, "data") }, NullLogger.Instance,
            TestContext.Current.CancellationToken);
        await using (
            var database = NpgsqlDataSource.Create(
                new NpgsqlConnectionStringBuilder(server.ConnectionString) { SearchPath = "statuslevels" }))
        {
            await using var command = database.CreateCommand("select valid, entries from verify_status_history($1)");
            command.Parameters.Add(new() { Value = organization });
            await using var reader = await command.ExecuteReaderAsync();
            Assert.True(await reader.ReadAsync());
            Assert.Equal((true, entries), (reader.GetBoolean(0), reader.GetInt64(1)));
        }
    }
}
