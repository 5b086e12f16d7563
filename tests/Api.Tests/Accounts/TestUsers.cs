using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace StatusLevels.Api.Tests.Accounts;

/// <summary>What tests do with local accounts over HTTP.</summary>
internal static class TestUsers
{
    public const string Users = "/api/admin/users";
    public const string Password = "a secret of their own";

    public static string NewEmail() => $"{Guid.NewGuid():n}@example.org";

    public static JsonObject Body(string email, string? role = null) =>
        new() { ["email"] = email, ["display_name"] = "Somebody", ["password"] = Password, ["platform_role"] = role };

    public static async Task<JsonElement> CreatedUserAsync(this HttpClient admin, JsonObject body)
    {
        using var answer = await admin.SendAsync(HttpMethod.Post, Users, body);
        Assert.True(answer.StatusCode == HttpStatusCode.Created, await answer.Content.ReadAsStringAsync());
        return await answer.ReadJsonAsync();
    }

    public static Task<HttpResponseMessage> ChangeUserAsync(this HttpClient admin, string id, JsonObject body) =>
        admin.SendAsync(HttpMethod.Patch, $"{Users}/{id}", body);

    public static Task<HttpResponseMessage> SignInAsync(this HttpClient client, string email, string password = Password) =>
        client.SendAsync(HttpMethod.Post, "/api/session", new() { ["email"] = email, ["password"] = password });

    /// <summary>A client whose session is of this account.</summary>
    public static async Task<HttpClient> SignedInAsync(this TestApi api, string email, string password = Password)
    {
        var client = api.Client();
        await (await client.SignInAsync(email, password)).ShouldBeOkAsync();
        return client;
    }

    public static async Task<HttpStatusCode> WhoAmIAsync(this HttpClient client) => (await client.GetAsync("/api/session")).StatusCode;
}
