using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Npgsql;
using StatusLevels.Api.Accounts;
using StatusLevels.Api.Json;

namespace StatusLevels.Api.Tests;

/// <summary>One running product for the tests of a class that change no settings, with a few routes that misbehave on purpose.</summary>
public sealed class SharedApi : IAsyncLifetime
{
    internal TestApi Api { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Api = await TestApi.StartAsync(map: MapProbes);

    public ValueTask DisposeAsync() => Api.DisposeAsync();

    private static void MapProbes(WebApplication app)
    {
        app.MapPost("/probe/body", (JsonBody<SessionReply> body) => TypedResults.Ok(body.Value));
        app.MapGet("/probe/{organization_id}/id", (RouteUuid organization_id) => organization_id.Value.ToString());
        app.MapGet("/probe/query", (int page) => page);
        app.MapGet("/probe/crash", IResult () => throw new InvalidOperationException("secret internals"));
        app.MapGet("/probe/database", IResult () => throw new NpgsqlException("secret host"));
        app.MapGet("/probe/bug-in-sql", IResult () => throw new PostgresException("secret column", "ERROR", "ERROR", PostgresErrorCodes.UndefinedColumn));
        app.MapPost("/probe/timeout", IResult () => throw new TimeoutException("secret"));
        app.MapGet("/probe/wait", async (HttpContext context) =>
        {
            Waiting.TrySetResult();
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        });
    }

    internal static TaskCompletionSource Waiting { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}
