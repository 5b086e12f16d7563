using System.Collections.Concurrent;
using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace StatusLevels.Api.Tests.Security;

/// <summary>Another product on a loopback port, which says whose its cookies are.</summary>
internal sealed class TestSessions : IAsyncDisposable
{
    private readonly WebApplication running;

    private TestSessions(WebApplication running) => this.running = running;

    public string Url => $"{running.Urls.Single()}/api/auth/v2/me";

    /// <summary>The headers of each question.</summary>
    public ConcurrentQueue<Dictionary<string, string>> Asked { get; } = [];

    /// <summary>By the value of the cookie.</summary>
    public ConcurrentDictionary<string, JsonObject> Users { get; } = [];

    /// <summary>What it does instead of answering.</summary>
    public Func<HttpContext, Task>? Instead { get; set; }

    public static async Task<TestSessions> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var sessions = new TestSessions(builder.Build());
        sessions.running.MapGet("/api/auth/v2/me", sessions.AnswerAsync);
        await sessions.running.StartAsync();
        return sessions;
    }

    /// <summary>A user with a role in an organization, known by this cookie.</summary>
    public void Add(string cookie, string id, Guid? organization = null, string? role = null, params string[] platformRoles) =>
        Users[cookie] = new()
        {
            ["user"] = new JsonObject { ["id"] = id, ["full_name"] = "Мария 🙂", ["locale"] = "ru" },
            ["memberships"] = organization is null
                ? new JsonArray()
                : new JsonArray(
                    new JsonObject { ["organization_id"] = $"{organization}", ["role"] = role },
                    new JsonObject { ["organization_id"] = "no-uuid", ["role"] = "owner" },
                    new JsonObject { ["organization_id"] = $"{Guid.NewGuid()}", ["role"] = "king" },
                    "nothing"),
            ["platform_roles"] = new JsonArray([.. platformRoles.Select(name => JsonValue.Create(name))]),
        };

    public ValueTask DisposeAsync() => running.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        Asked.Enqueue(context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString()));
        if (Instead is not null)
        {
            await Instead(context);
        }
        else if (context.Request.Cookies["session_id"] is { } cookie && Users.TryGetValue(cookie, out var user))
        {
            await context.Response.WriteAsJsonAsync(user);
        }
        else
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
        }
    }
}
