using System.Text;
using Npgsql;

namespace StatusLevels.Bench.Peers;

/// <summary>
/// What the product is measured against, each on the same server settings: <c>empty</c> answers a constant (the limit), <c>crud</c>
/// does the same work without actors. Port and database come from <c>PORT</c> and <c>DATABASE_URL</c>, the constant from <c>BODY</c>.
/// </summary>
internal static class Program
{
    private const string Usage = "StatusLevels.Bench.Peers empty|crud";

    public static async Task<int> Main(string[] args)
    {
        switch (args)
        {
            case ["empty"]:
                await ServeAsync(MapEmpty);
                return 0;
            case ["crud"]:
                await using (var database = NpgsqlDataSource.Create(Setting("DATABASE_URL")))
                {
                    await ServeAsync(app => app.MapCrud(database));
                    return 0;
                }

            default:
                await Console.Error.WriteLineAsync(Usage);
                return 1;
        }
    }

    private static void MapEmpty(WebApplication app)
    {
        var body = Encoding.UTF8.GetBytes(Setting("BODY"));
        app.MapGet("/api/organizations/{organization_id}/status", (HttpContext context) =>
        {
            context.Response.ContentType = "application/json; charset=utf-8";
            context.Response.ContentLength = body.Length;
            return context.Response.Body.WriteAsync(body, context.RequestAborted).AsTask();
        });
    }

    private static async Task ServeAsync(Action<WebApplication> map)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.ConfigureHttpJsonOptions(options =>
        {
            options.SerializerOptions.PropertyNamingPolicy = System.Text.Json.JsonNamingPolicy.SnakeCaseLower;
            options.SerializerOptions.TypeInfoResolverChain.Insert(0, CrudJson.Default);
        });
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(System.Net.IPAddress.Loopback, 0);
        });
        await using var app = builder.Build();
        map(app);
        app.Lifetime.ApplicationStarted.Register(() => Console.WriteLine($"StatusLevels is ready at {app.Urls.First()}"));
        await app.RunAsync();
    }

    private static string Setting(string name) =>
        Environment.GetEnvironmentVariable(name) ?? throw new InvalidOperationException($"{name} is not set.");
}
