using System.Net;
using StatusLevels.Silo;
using StatusLevels.Testing;

namespace StatusLevels.Api.Tests.Telemetry;

/// <summary>What the product tells of itself to those who operate it.</summary>
public sealed class TelemetryTests(SharedApi shared)
{
    [Theory]
    [InlineData("http_server_request_duration_seconds_count")]
    [InlineData("statuslevels_expiry_armed")]
    [InlineData("statuslevels_expiry_overdue_oldest_seconds")]
    [InlineData("statuslevels_reminders_read_duration_seconds_count")]
    [InlineData("statuslevels_status_warm_total")]
    [InlineData("statuslevels_status_cold_total")]
    [InlineData("db_client_connection_count")]
    [InlineData("orleans_catalog_activations")]
    [InlineData("dotnet_gc_collections_total")]
    public async Task Prometheus_finds_its_metrics_without_credentials(string name)
    {
        using var client = shared.Api.Client();
        await client.GetStringAsync($"/api/organizations/{Guid.NewGuid()}/status", TestContext.Current.CancellationToken);

        // Some are looked up every now and then, and some come with the first event.
        await Eventually.SeesAsync(
            () => client.GetStringAsync("/metrics", TestContext.Current.CancellationToken),
            metrics => metrics.Contains(name, StringComparison.Ordinal), TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task Of_Orleans_it_tells_what_organizations_do_and_not_each_message()
    {
        using var client = shared.Api.Client();
        await shared.Organization().GrantAsync("""{"level":"B"}""");

        var metrics = await Eventually.SeesAsync(
            () => client.GetStringAsync("/metrics", TestContext.Current.CancellationToken),
            metrics => metrics.Contains("orleans_app_requests_latency", StringComparison.Ordinal)
                && metrics.Contains("orleans_storage_write_latency", StringComparison.Ordinal));

        Assert.DoesNotContain("orleans_messaging_", metrics, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Traces_go_where_the_operator_says_without_what_callers_wrote()
    {
        await using var collector = await Collector.StartAsync();
        await using var api = await TestApi.StartAsync(
            collector.Settings.ToDictionary(setting => setting.Name, setting => (string?)setting.Value));
        using var client = await api.SignedInAsync();
        using var answer = await client.DeleteAsync(
            $"/api/admin/organizations/{Guid.NewGuid()}/status-levels/B?reason=words-of-a-person", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);

        // The request, the call of the grain and the statements beneath.
        string[] expected = ["DELETE /api/admin/organizations/{organization_id}/status-levels/{level}", "IOrganizationStatusGrain/Revoke", "postgresql"];
        foreach (var text in expected)
        {
            await Eventually.HoldsAsync(() => collector.HasHeard(text), what: $"a trace with \"{text}\"");
        }

        Assert.False(collector.HasHeard("words-of-a-person"));
        Assert.False(collector.HasHeard(TestApi.AdminPassword));
    }

    [Fact]
    public async Task A_bad_address_is_a_sentence()
    {
        var refusal = await Assert.ThrowsAsync<StartupException>(() => TestApi.BuildAsync(
            new(StringComparer.Ordinal) { ["OTEL_EXPORTER_OTLP_ENDPOINT"] = "localhost:4317" }));

        Assert.Contains("OTEL_EXPORTER_OTLP_ENDPOINT", refusal.Message, StringComparison.Ordinal);
    }
}
