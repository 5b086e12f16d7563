using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using StatusLevels.Api.Delivery.Webhooks;
using StatusLevels.Api.Tests.WebhookEndpoints;
using StatusLevels.Testing;

namespace StatusLevels.Api.Tests.Delivery;

/// <summary>What a start with other keys makes of what the database holds.</summary>
public sealed class WebhookKeysAtStartTests
{
    private const string First = "mQ4v0tZ8rLx2Jc7WnB5kGy1HsEd9uPaF3iTo";
    private const string Second = "zX9c8V7b6N5m4L3k2J1h0GqWeRtYuIoPaSdF";

    private static Task<TestApi> StartAsync(TestDatabase database, string keys) =>
        TestApi.StartAsync(new() { ["SESSION_SECRET_KEY"] = keys }, database: database);

    private static async Task<string> NameAsync(TestApi api)
    {
        await using var command = api.Database.DataSource.CreateCommand("select encode(substring(secret for 8), 'hex') from webhook_endpoints");
        return (string)(await command.ExecuteScalarAsync())!;
    }

    private static string NameOf(TestApi api) => Convert.ToHexStringLower(api.Services.GetRequiredService<SealedSecrets>().FirstName);

    [Fact]
    public async Task Secrets_are_sealed_anew_with_the_first_key_and_one_that_no_key_opens_disables_its_endpoint()
    {
        await using var api = await StartAsync(await TestPostgres.CreateDatabaseAsync(), First);
        var admin = await api.SignedInAsync();
        await using var receiver = await TestReceiver.StartAsync();
        var made = await admin.MakeEndpointAsync(EndpointCalls.Platform, $"{receiver.Url}");
        var address = $"{EndpointCalls.Platform}/{made.Text("id")}";
        Assert.Equal(NameOf(api), await NameAsync(api));

        // Another process, with both keys: what it finds is sealed anew.
        var both = new SealedSecrets(SenderRig.Settings(isDevelopment: true, ("SESSION_SECRET_KEY", $"{Second},{First}")));
        Assert.Equal(0, await Run(api, both));
        Assert.Equal(Convert.ToHexStringLower(both.FirstName), await NameAsync(api));

        // This one does not list the key: nothing is sent, and the owner is told why.
        Assert.Equal(1, await Run(api, api.Services.GetRequiredService<SealedSecrets>()));
        var disabled = await admin.ReadAsync(address);
        Assert.Equal(("disabled", "secret_unreadable"), (disabled.Text("state"), disabled.Text("disabled_reason")));
        var test = await (await admin.AskAsync(HttpMethod.Post, $"{address}/test", null)).ShouldBeOkAsync();
        Assert.Equal("secret_unreadable", test.Text("error"));
        await (await admin.AskAsync(HttpMethod.Post, $"{address}/enable", null)).ShouldBeProblemAsync(409, "endpoint_test_failed");

        // With the key it is as it was.
        Assert.Equal(0, await Run(api, both));
        Assert.Equal("active", (await admin.ReadAsync(address)).Text("state"));

        // And without it, a new secret mends it.
        Assert.Equal(1, await Run(api, api.Services.GetRequiredService<SealedSecrets>()));
        await (await admin.SendAsync(HttpMethod.Post, $"{address}/secret/rotation", new JsonObject())).ShouldBeOkAsync();
        Assert.Equal("active", (await admin.ReadAsync(address)).Text("state"));
        Assert.True((await (await admin.AskAsync(HttpMethod.Post, $"{address}/test", null))
            .ShouldBeOkAsync()).GetProperty("delivered").GetBoolean());
    }

    [Fact]
    public async Task The_keys_that_sign_are_published()
    {
        await using var api = await StartAsync(await TestPostgres.CreateDatabaseAsync(), First);

        var key = Assert.Single(
            (await api.Client().ReadAsync("/.well-known/statuslevels-webhook-keys.json")).GetProperty("keys").EnumerateArray());

        Assert.Equal(["id", "public_key", "from", "until"], key.Names());
        Assert.StartsWith("whpk_", key.Text("public_key"), StringComparison.Ordinal);
        Assert.Equal(32, Convert.FromBase64String(key.Text("public_key")[5..]).Length);
    }

    private static Task<int> Run(TestApi api, SealedSecrets secrets) =>
        ActivatorUtilities.CreateInstance<WebhookKeysAtStart>(api.Services, secrets).RunAsync(TestContext.Current.CancellationToken);
}
