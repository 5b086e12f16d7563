using System.Globalization;
using System.Net;
using StatusLevels.Api.Tests.Security;
using StatusLevels.Testing;

namespace StatusLevels.Api.Tests.Limits;

/// <summary>
/// Many hostile connections of one kind, many times what a node works on at once, from the address that everybody else calls from too:
/// whoever is signed in, and whoever asks for what is public, is served. <c>HOSTILE_CONNECTIONS</c> makes it more of them; <c>bench/run
/// overload</c> has 3,000.
/// </summary>
public sealed class HostileCallersTests
{
    private const int UsualConnections = 300;
    private const int Rounds = 20;

    private static int Connections =>
        int.TryParse(
            Environment.GetEnvironmentVariable("HOSTILE_CONNECTIONS"), NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            ? count
            : UsualConnections;

    [Theory]
    [InlineData(Hostility.HalfOpen)]
    [InlineData(Hostility.SlowHeaders)]
    [InlineData(Hostility.SlowBodies)]
    [InlineData(Hostility.SlowReaders)]
    [InlineData(Hostility.Pipelines)]
    [InlineData(Hostility.Probes)]
    [InlineData(Hostility.WrongKeys)]
    [InlineData(Hostility.WrongSignatures)]
    public async Task Everybody_else_is_served(Hostility kind)
    {
        await using var api = await TestApi.StartAsync(new()
        {
            ["REQUESTS_AT_ONCE"] = "32",
            ["REQUESTS_WAITING"] = "16",
            // Slow readers are anybody, and asking counts: who shares their address waits for the rest of the minute.
            ["PUBLIC_PER_MINUTE"] = kind == Hostility.SlowReaders ? "1000000" : "200",
            ["PAYMENTS_WEBHOOK_SECRETS"] = SecuredApi.Text(SecuredApi.WebhookSecret),
        });
        using var admin = await api.SignedInAsync();
        var organization = Guid.NewGuid();
        await (await admin.GrantAsync(organization, "A")).ShouldBeOkAsync();
        await using var hostile = HostileCallers.Start(api.Address, kind, Connections);
        await Eventually.HoldsAsync(() => hostile.There > Connections * 3 / 4);

        for (var round = 0; round < Rounds; round++)
        {
            using var anyone = api.Client();
            Assert.Equal(HttpStatusCode.OK, (await anyone.GetAsync($"/api/organizations/{organization}/status")).StatusCode);
            Assert.Equal(HttpStatusCode.OK, (await anyone.GetAsync("/api/status-levels/info")).StatusCode);
            Assert.Equal(HttpStatusCode.OK, (await admin.GetAsync("/api/session")).StatusCode);
            Assert.Equal(HttpStatusCode.OK, (await admin.GetAsync("/api/admin/users")).StatusCode);
            await (await admin.GrantAsync(Guid.NewGuid(), "A")).ShouldBeOkAsync();
        }
    }
}
