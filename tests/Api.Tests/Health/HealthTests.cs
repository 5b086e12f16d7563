using System.Diagnostics.Metrics;
using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using StatusLevels.Api.Health;
using StatusLevels.Testing;

namespace StatusLevels.Api.Tests.Health;

public sealed class HealthTests(SharedApi shared)
{
    [Fact]
    public async Task A_started_node_is_live_and_ready()
    {
        var client = shared.Anyone;

        Assert.Equal("live", (await (await client.GetAsync("/healthz")).ReadJsonAsync()).Text("status"));
        var reply = await ReadinessAsync(client, HttpStatusCode.OK);
        Assert.Equal("ready", reply.Text("status"));
        Assert.Equal("ok", reply.GetProperty("checks").Text("database"));
        Assert.Equal("ok", reply.GetProperty("checks").Text("migrations"));
        Assert.Equal("ok", reply.GetProperty("checks").Text("delivery"));
    }

    [Fact]
    public async Task Without_its_database_a_node_is_live_but_not_ready_and_callers_get_503()
    {
        await using var api = await TestApi.StartAsync();
        var client = await api.SignedInAsync();
        await api.Database.DisposeAsync();

        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/healthz")).StatusCode);
        Assert.Equal("failed", (await ReadinessAsync(client, HttpStatusCode.ServiceUnavailable)).GetProperty("checks").Text("database"));
        using var answer = await client.GetAsync("/api/session");
        await answer.ShouldBeProblemAsync(503, "database_unavailable");
        Assert.True(answer.Headers.Contains("Retry-After"));

        // And so do the gauges, which look every few seconds.
        var gauges = await Eventually.SeesAsync(
            () => Task.FromResult(Gauges(api.Services.GetRequiredService<IMeterFactory>())),
            found => found.GetValueOrDefault("ready", 1) == 0, TimeSpan.FromSeconds(40));
        Assert.Equal((0, 0, 1), (gauges["ready"], gauges["database"], gauges["silo"]));
    }

    /// <summary>The gauges of this product: others in this process have some of the same name.</summary>
    private static Dictionary<string, int> Gauges(IMeterFactory meters)
    {
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listening) =>
            {
                if (instrument.Meter.Name == HealthGauges.MeterName && instrument.Meter.Scope == meters)
                {
                    listening.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<int>((_, value, tags, _) => seen[tags.Length == 0 ? "ready" : $"{tags[0].Value}"] = value);
        listener.Start();
        listener.RecordObservableInstruments();
        return seen;
    }

    /// <summary>What was found is told for a second; and a busy machine may need more than one look: each check has little time.</summary>
    private static async Task<JsonElement> ReadinessAsync(HttpClient client, HttpStatusCode expected)
    {
        var (_, reply) = await Eventually.SeesAsync(
            async () =>
            {
                using var answer = await client.GetAsync("/readyz");
                return (answer.StatusCode, await answer.ReadJsonAsync());
            },
            seen => seen.StatusCode == expected);
        return reply;
    }

    [Fact]
    public async Task From_the_first_moment_of_a_shutdown_a_node_is_not_ready()
    {
        await using var api = await TestApi.StartAsync();
        var client = api.Client();

        api.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();

        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await client.GetAsync("/readyz")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/healthz")).StatusCode);
    }
}
