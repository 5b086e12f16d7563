using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using StatusLevels.Api.Tests.Accounts;

namespace StatusLevels.Api.Tests.WebhookEndpoints;

/// <summary>Endpoints as their owners keep them.</summary>
internal static class EndpointCalls
{
    public const string Platform = "/api/admin/webhook-endpoints";

    /// <summary>Where an event goes to nobody: it is refused by name, whatever else is tested.</summary>
    public const string Nowhere = "https://hooks.example.invalid/levels";

    public static string Of(TestOrganization organization) => $"{organization.Address}/webhook-endpoints";

    /// <summary>Makes an endpoint; what it is answered with, the secret included.</summary>
    public static async Task<JsonElement> MakeEndpointAsync(
        this HttpClient caller, string routes, string url, params (string Name, JsonNode? Value)[] members)
    {
        var body = new JsonObject { ["url"] = url };
        foreach (var (name, value) in members)
        {
            body[name] = value;
        }

        using var answer = await caller.SendAsync(HttpMethod.Post, routes, body);
        Assert.True(answer.StatusCode == HttpStatusCode.Created, await answer.Content.ReadAsStringAsync());
        return await answer.ReadJsonAsync();
    }

    /// <summary>Somebody new who has this role there.</summary>
    public static async Task<HttpClient> MemberAsync(this SharedApi shared, TestOrganization organization, string role)
    {
        var email = TestUsers.NewEmail();
        var user = await shared.Admin.CreatedUserAsync(TestUsers.Body(email));
        await (await shared.Admin.SendAsync(
            HttpMethod.Put, $"/api/admin/organizations/{organization.Id}/members/{user.Text("id")}", new JsonObject { ["role"] = role }))
            .ShouldBeOkAsync();
        return await shared.Api.SignedInAsync(email);
    }
}
