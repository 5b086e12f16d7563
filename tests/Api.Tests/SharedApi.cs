using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using StatusLevels.Api.Accounts;
using StatusLevels.Api.Binding;
using StatusLevels.Api.Sessions;
using StatusLevels.Api.Tests;

[assembly: AssemblyFixture(typeof(SharedApi))]

namespace StatusLevels.Api.Tests;

/// <summary>
/// One running product for all tests that change no settings and keep to organizations of their own, with a few routes that misbehave on
/// purpose.
/// </summary>
public sealed class SharedApi : IAsyncLifetime
{
    /// <summary>What the address of a route that misbehaves on purpose begins with.</summary>
    internal const string Probes = "/probe";

    // All tests together take longer than a sign-in counts as fresh.
    private static readonly TimeSpan SignsInEvery = TimeSpan.FromMinutes(8);

    private readonly CookieContainer adminCookies = new();
    private readonly CancellationTokenSource over = new();
    private Task signingIn = Task.CompletedTask;

    internal TestApi Api { get; private set; } = null!;

    /// <summary>Nobody in particular.</summary>
    internal HttpClient Anyone { get; private set; } = null!;

    /// <summary>The platform admin, signed in.</summary>
    internal HttpClient Admin { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Api = await TestApi.StartAsync(map: MapProbes);
        Anyone = Api.Client();
        Admin = await Api.SignedInAsync(adminCookies);
        signingIn = SignInAgainAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await over.CancelAsync();
        await signingIn;
        over.Dispose();
        await Api.DisposeAsync();
    }

    /// <summary>An organization that nobody has touched yet.</summary>
    internal TestOrganization Organization() => new(Api, Admin);

    /// <summary>An organization that holds these levels.</summary>
    internal async Task<TestOrganization> OrganizationWithAsync(string levels)
    {
        var organization = Organization();
        foreach (var level in levels)
        {
            using var granted = await organization.GrantAsync($$"""{"level":"{{level}}"}""");
            await granted.ShouldBeOkAsync();
        }

        return organization;
    }

    /// <summary>A new account without a role.</summary>
    internal async Task<(string Email, string Password)> AccountAsync()
    {
        const string Password = "somebody's own secret";
        var email = $"{Guid.NewGuid():n}@example.org";
        await using var insert = Api.Database.DataSource.CreateCommand("""
            insert into users (id, email, email_key, display_name, password_hash, created_at) values ($1, $2, $2, 'Somebody', $3, now())
            """);
        insert.Parameters.Add(new() { Value = Guid.NewGuid() });
        insert.Parameters.Add(new() { Value = email });
        insert.Parameters.Add(new() { Value = Api.Services.GetRequiredService<Passwords>().Hash(Password) });
        await insert.ExecuteNonQueryAsync();
        return (email, Password);
    }

    /// <summary>A service with a new key for these scopes.</summary>
    internal Task<HttpClient> ServiceAsync(params string[] scopes) => Api.ServiceAsync(scopes);

    private async Task SignInAgainAsync()
    {
        using var timer = new PeriodicTimer(SignsInEvery);
        try
        {
            while (await timer.WaitForNextTickAsync(over.Token))
            {
                // A session of its own: the one before goes on, and so does whoever is asking with it just now.
                var fresh = new CookieContainer();
                using var client = await Api.SignedInAsync(fresh);
                adminCookies.Add(fresh.GetAllCookies());
            }
        }
        catch (OperationCanceledException) when (over.IsCancellationRequested)
        {
            // The tests are over.
        }
    }

    private static void MapProbes(WebApplication product)
    {
        var app = product.MapGroup(Probes).AllowAnonymous().ExcludeFromDescription();
        app.MapPost("/body", (JsonBody<SessionReply> body) => TypedResults.Ok(body.Value));
        app.MapGet("/{organization_id}/id", (RouteUuid organization_id) => organization_id.Value.ToString());
        app.MapGet("/query", (int page) => page);
        app.MapGet("/crash", IResult () => throw new InvalidOperationException("secret internals"));
        app.MapGet("/database", IResult () => throw new NpgsqlException("secret host"));
        app.MapGet(
            "/bug-in-sql",
            IResult () => throw new PostgresException("secret column", "ERROR", "ERROR", PostgresErrorCodes.UndefinedColumn));
        app.MapPost("/timeout", IResult () => throw new TimeoutException("secret"));
        app.MapGet("/wait", async (HttpContext context) =>
        {
            Waiting.TrySetResult();
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        });
    }

    internal static TaskCompletionSource Waiting { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}
