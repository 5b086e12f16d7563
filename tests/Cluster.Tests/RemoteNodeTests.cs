using System.Diagnostics;
using System.Net;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using StatusLevels.Silo;
using StatusLevels.Testing;
using StatusLevels.Testing.Cluster;

namespace StatusLevels.Cluster.Tests;

/// <summary>A process without a silo, beside silos without an HTTP face.</summary>
public sealed class RemoteNodeTests
{
    private static readonly TimeSpan LongestAnswer = TimeSpan.FromSeconds(10);

    private readonly string organization = $"/api/organizations/{Guid.NewGuid()}";

    [Fact]
    public async Task It_waits_for_silos_serves_through_them_and_says_so_when_all_are_gone()
    {
        await using var nodes = await NodesOnOneDatabase.StartAsync();
        var face = nodes.Keep(
            Node.Start(
                nodes.Options("face", NodeProgram.Api, ("SILO_MODE", "Remote"), ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:9"))));
        using var client = ServiceCaller.Client(face.Address, await ServiceCaller.CreateKeyAsync(nodes.Database), TimeSpan.FromSeconds(30));
        await Eventually.HoldsAsync(async () => await CodeAsync(client, "/healthz") == HttpStatusCode.OK, Patience.OfSeconds(40));

        Assert.Equal(HttpStatusCode.ServiceUnavailable, await CodeAsync(client, "/readyz"));
        using var admin = await ServiceCaller.SignInAsync(face.Address);
        await ShouldBeTurnedAwayAsync(admin, HttpMethod.Get);
        await ShouldBeTurnedAwayAsync(client, HttpMethod.Post);
        Assert.Equal(HttpStatusCode.OK, await CodeAsync(client, "/api/status-levels/info"));
        Assert.Equal("0", await LevelAsync(client));

        var first = await nodes.StartAsync(nodes.Options("first", NodeProgram.Silo));
        var second = await nodes.StartAsync(nodes.Options("second", NodeProgram.Silo));
        await face.WaitUntilReadyAsync(Patience.OfSeconds(20), TestContext.Current.CancellationToken);
        await ShouldServeEverythingAsync(client, face);

        await first.KillAsync();
        await Eventually.HoldsAsync(
            async () => await CodeAsync(admin, $"{organization}/status") == HttpStatusCode.OK, Patience.OfSeconds(40));
        await second.KillAsync();
        await ShouldBeTurnedAwayAsync(admin, HttpMethod.Get);
        await ShouldBeTurnedAwayAsync(client, HttpMethod.Post);
        Assert.False(await face.IsReadyAsync());
        Assert.Equal("B", await LevelAsync(client));

        await nodes.StartAsync(first.Options);
        await face.WaitUntilReadyAsync(Patience.OfSeconds(20), TestContext.Current.CancellationToken);
        Assert.Equal("B", await LevelAsync(admin));
        Assert.InRange(await face.TerminateAsync(), TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(20));
        Assert.Equal(0, face.ExitCode);
    }

    [Theory]
    [InlineData("SILO_MODE=Remote needs the database", "SILO_MODE", "Remote")]
    [InlineData("Silo:Mode=Remote needs the database", "Silo:Mode", "remote")]
    [InlineData("contradict each other", "SILO_MODE", "Remote", "CLUSTER", "local", "DATABASE_URL", "postgres://somebody@db/levels")]
    [InlineData("SILO_MODE must be \"InProcess\" or \"Remote\", but is \"elsewhere\"", "SILO_MODE", "elsewhere")]
    public void Settings_that_cannot_work_together_stop_the_start_with_a_sentence(string sentence, params string[] settings)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(
                settings.Chunk(2).ToDictionary(pair => pair[0], pair => (string?)pair[1], StringComparer.Ordinal)).Build();

        Assert.Contains(sentence, Assert.Throws<StartupException>(() => SiloModes.From(configuration)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_silo_without_a_database_that_others_share_does_not_start()
    {
        var alone = Node.Start(new NodeOptions { Name = "alone", Program = NodeProgram.Silo, Database = null });
        await using (alone)
        {
            Assert.Equal(1, await alone.WaitForExitAsync(Patience.OfSeconds(30)));
            Assert.Contains("needs the database in which the nodes find each other", alone.Said, StringComparison.Ordinal);
        }
    }

    // Changes, their refusal, the account of them page by page and in one stream, what lies ahead, and the lists.
    private async Task ShouldServeEverythingAsync(HttpClient client, Node face)
    {
        var levels = organization.Replace("/api/", "/api/admin/", StringComparison.Ordinal) + "/status-levels";
        Assert.Equal(HttpStatusCode.OK, await CodeAsync(client, levels, HttpMethod.Post));
        Assert.Equal(HttpStatusCode.Conflict, await CodeAsync(client, levels, HttpMethod.Post));
        using var admin = await ServiceCaller.SignInAsync(face.Address);
        string[] reads =
        [
            $"{organization}/status", $"{organization}/status?at=2026-01-01T00:00:00Z", $"{organization}/status-history",
            $"{organization}/status-history?format=csv",
            $"{organization}/status-history/verification", $"{organization}/status/timeline", "/api/admin/organizations",
            "/api/admin/expiring",
            "/api/admin/upgrade-requests",
        ];
        foreach (var read in reads)
        {
            Assert.Equal((read, (HttpStatusCode?)HttpStatusCode.OK), (read, await CodeAsync(admin, read)));
        }

        admin.DefaultRequestHeaders.Authorization = new("Bearer", NodeOptions.MetricsToken);
        Assert.Equal(HttpStatusCode.OK, await CodeAsync(admin, "/metrics"));
    }

    private async Task<string?> LevelAsync(HttpClient client)
    {
        using var status = JsonDocument.Parse(await client.GetStringAsync($"{organization}/status", TestContext.Current.CancellationToken));
        return status.RootElement.GetProperty("current_level").GetString();
    }

    private async Task ShouldBeTurnedAwayAsync(HttpClient client, HttpMethod method)
    {
        var since = Stopwatch.GetTimestamp();
        var address = method == HttpMethod.Get
            ? $"{organization}/status"
            : organization.Replace("/api/", "/api/admin/", StringComparison.Ordinal) + "/status-levels";
        using var answer = await SendAsync(client, address, method);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        Assert.True(answer.Headers.Contains("Retry-After"));
        Assert.InRange(Stopwatch.GetElapsedTime(since), TimeSpan.Zero, LongestAnswer);
    }

    private static async Task<HttpStatusCode?> CodeAsync(HttpClient client, string address, HttpMethod? method = null)
    {
        try
        {
            using var answer = await SendAsync(client, address, method ?? HttpMethod.Get);
            return answer.StatusCode;
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    private static async Task<HttpResponseMessage> SendAsync(HttpClient client, string address, HttpMethod method)
    {
        using var request = new HttpRequestMessage(method, address);
        if (method == HttpMethod.Post)
        {
            request.Content = new StringContent("""{"level":"B"}""", System.Text.Encoding.UTF8, "application/json");
        }

        return await client.SendAsync(request, TestContext.Current.CancellationToken);
    }
}
