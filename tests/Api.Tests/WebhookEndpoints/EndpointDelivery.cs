using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using StatusLevels.Api.Tests.Delivery;
using StatusLevels.Testing;

namespace StatusLevels.Api.Tests.WebhookEndpoints;

/// <summary>What tests of deliveries begin with: a receiver, and an endpoint of an organization.</summary>
public abstract class EndpointDelivery(SharedApi shared)
{
    private protected readonly HttpClient admin = shared.Admin;

    private protected async Task<(TestReceiver Receiver, TestOrganization Organization, JsonElement Endpoint, string Address)> StartAsync(
        Func<HttpContext, Task>? answer = null)
    {
        var organization = shared.Organization();
        var receiver = await TestReceiver.StartAsync(answer);
        var endpoint = await admin.MakeEndpointAsync(EndpointCalls.Of(organization), $"{receiver.Url}");
        return (receiver, organization, endpoint, $"{EndpointCalls.Of(organization)}/{endpoint.Text("id")}");
    }

    private protected static bool IsSignedWith(ReceivedCall call, string secret)
    {
        byte[] signed = [.. Encoding.UTF8.GetBytes($"{call.Headers["webhook-id"]}.{call.Headers["webhook-timestamp"]}."), .. call.Body];
        var expected = $"v1,{Convert.ToBase64String(HMACSHA256.HashData(Convert.FromBase64String(secret[6..]), signed))}";
        return call.Headers["webhook-signature"].Split(' ').Contains(expected, StringComparer.Ordinal);
    }

    private protected async Task<JsonElement[]> DeliveriesAsync(string address, string query = "") =>
        [.. (await admin.ReadAsync($"{address}/deliveries{query}")).GetProperty("items").EnumerateArray()];

    private protected async Task NumberedAsync(TestOrganization organization) => await Eventually.HoldsAsync(
        async () => await organization.ScalarAsync("select count(*) from outbox where organization_id = $1 and position is null") is 0L);

    private protected SharedApi Shared => shared;
}
