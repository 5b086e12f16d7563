using System.Net;
using System.Net.Sockets;
using StatusLevels.Testing;

namespace StatusLevels.Api.Tests.Telemetry;

/// <summary>Who may read the metrics, and that they tell no secret.</summary>
public sealed class MetricsAccessTests(SharedApi shared)
{
    private const string Token = "a bearer for metrics that is long enough to be one";

    // Routing takes all of these for the same.
    private static readonly string[] Spellings = ["/metrics", "/Metrics", "/metrics/", "/%6detrics", "/metrics?x=1"];

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static async Task AllAsync(HttpStatusCode expected, HttpClient client) =>
        Assert.All(await Task.WhenAll(Spellings.Select(address => AskAsync(client, address))), status => Assert.Equal(expected, status));

    private static async Task<HttpStatusCode> AskAsync(HttpClient client, string address, string? authorization = null)
    {
        using var answer = await client.GetAsync(address, authorization is null ? [] : [("Authorization", authorization)]);
        return answer.StatusCode;
    }

    [Fact]
    public async Task Outside_development_nobody_reads_them_unless_it_is_said_how()
    {
        await using var api = await TestApi.StartAsync(environment: "Production");
        using var admin = await api.SignedInAsync();

        await AllAsync(HttpStatusCode.NotFound, admin);
    }

    [Fact]
    public async Task A_token_opens_them_and_nothing_else_does()
    {
        await using var api = await TestApi.StartAsync(new() { ["METRICS_TOKEN"] = Token }, environment: "Production");
        using var client = api.Client();
        var key = (await api.ServiceAsync("status:write")).DefaultRequestHeaders.Authorization!.ToString();

        foreach (var address in Spellings)
        {
            Assert.Equal(HttpStatusCode.OK, await AskAsync(client, address, $"Bearer {Token}"));
            foreach (var wrong in new[] { null, key, "Bearer ", $"Bearer {Token}x", $"Basic {Token}", Token })
            {
                Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync(client, address, wrong));
            }
        }
    }

    [Fact]
    public async Task A_port_of_their_own_serves_them_and_nothing_else()
    {
        var port = FreePort();
        await using var api = await TestApi.StartAsync(new() { ["METRICS_PORT"] = $"{port}" }, environment: "Production");
        using var client = api.Client();
        using var scraper = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };

        await AllAsync(HttpStatusCode.NotFound, client);
        await AllAsync(HttpStatusCode.OK, scraper);
        Assert.Equal(HttpStatusCode.OK, await AskAsync(client, "/api/status-levels/info"));
        var others = new[]
        {
            "/api/status-levels/info", $"/api/organizations/{Guid.NewGuid()}/status", "/openapi/v1.json", "/swagger/index.html",
            "/admin/orleans", "/",
        };
        foreach (var address in others)
        {
            Assert.Equal(HttpStatusCode.NotFound, await AskAsync(scraper, address));
        }
    }

    [Fact]
    public async Task No_label_tells_how_the_database_is_reached()
    {
        await using var api = await TestApi.StartAsync(new() { ["LISTEN_ADDRESS"] = "127.0.0.1" });
        using var admin = await api.SignedInAsync();
        await (await new TestOrganization(api, admin).GrantAsync("""{"level":"A"}""")).ShouldBeOkAsync();

        // Orleans's pool has no name of its own, and is there all the same.
        var metrics = await Eventually.SeesAsync(
            () => admin.GetStringAsync("/metrics", TestContext.Current.CancellationToken),
            text =>
                text.Contains("pool_name=\"unnamed-", StringComparison.Ordinal)
                    && text.Contains("pool_name=\"statuslevels\"", StringComparison.Ordinal),
            TimeSpan.FromMinutes(1));

        foreach (var secret in new[] { "Host=", "Password=", "Username=", "Persist Security", ";Database=" })
        {
            Assert.DoesNotContain(secret, metrics, StringComparison.OrdinalIgnoreCase);
        }

        var told = new[]
        {
            "db_client_operation_duration_seconds_bucket", "db_client_connection_count", "db_client_connection_max",
            "db_client_operation_npgsql_bytes_read",
        };
        foreach (var name in told)
        {
            Assert.Contains(name, metrics, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task No_trace_tells_how_the_database_is_reached()
    {
        await using var collector = await Collector.StartAsync();
        await using var api = await TestApi.StartAsync(
            collector.Settings.ToDictionary(setting => setting.Name, setting => (string?)setting.Value));
        using var admin = await api.SignedInAsync();
        await (await new TestOrganization(api, admin).GrantAsync("""{"level":"A"}""")).ShouldBeOkAsync();
        await Eventually.HoldsAsync(() => collector.HasHeard("unnamed-"), what: "a statement of a pool without a name");

        Assert.False(collector.HasHeard("Host="));
        Assert.False(collector.HasHeard("Persist Security"));
    }

    [Fact]
    public async Task On_a_developers_machine_they_are_open() => Assert.Equal(HttpStatusCode.OK, await AskAsync(shared.Anyone, "/metrics"));
}
