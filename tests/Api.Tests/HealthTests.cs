using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace StatusLevels.Api.Tests;

public sealed class HealthTests
{
    [Fact]
    public async Task A_started_node_is_live_and_ready()
    {
        await using var api = await TestApi.StartAsync();
        var client = api.Client();

        Assert.Equal("live", (await (await client.GetAsync("/healthz")).ReadJsonAsync()).Text("status"));
        using var ready = await client.GetAsync("/readyz");
        Assert.Equal(HttpStatusCode.OK, ready.StatusCode);
        var reply = await ready.ReadJsonAsync();
        Assert.Equal("ready", reply.Text("status"));
        Assert.Equal("ok", reply.GetProperty("checks").Text("database"));
        Assert.Equal("ok", reply.GetProperty("checks").Text("migrations"));
    }

    [Fact]
    public async Task Without_its_database_a_node_is_live_but_not_ready_and_callers_get_503()
    {
        await using var api = await TestApi.StartAsync();
        var client = await api.SignedInAsync();
        await api.Database.DisposeAsync();

        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/healthz")).StatusCode);
        using var ready = await client.GetAsync("/readyz");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
        Assert.Equal("failed", (await ready.ReadJsonAsync()).GetProperty("checks").Text("database"));
        using var answer = await client.GetAsync("/api/session");
        await answer.ShouldBeProblemAsync(503, "database_unavailable");
        Assert.True(answer.Headers.Contains("Retry-After"));
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
