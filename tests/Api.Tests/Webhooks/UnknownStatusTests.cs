using System.Text.Json.Nodes;

namespace StatusLevels.Api.Tests.Webhooks;

/// <summary>Where an operator would rather have a status that nobody knows ignored than refused.</summary>
public sealed class UnknownStatusTests
{
    [Fact]
    public async Task A_status_that_is_not_known_is_answered_and_nothing_is_written()
    {
        await using var api = await TestApi.StartAsync(new() { ["PAYMENTS_UNKNOWN_STATUS"] = "ignore" });
        using var client = await api.SignedInAsync();
        var organization = Guid.NewGuid();

        var first = await (await client.ReportAsync(Body("on_holiday"))).Content.ReadAsStringAsync();

        Assert.Contains("\"action\":\"none\"", first, StringComparison.Ordinal);
        Assert.Contains("\"new_status\":\"on_holiday\"", first, StringComparison.Ordinal);
        Assert.Equal(0, (await client.StatusAsync(organization)).GetProperty("version").GetInt64());
        Assert.Equal(first, await (await client.ReportAsync(Body("on_holiday"))).Content.ReadAsStringAsync());

        // A word of a provider is not unknown: taken for nothing it would hide who speaks.
        await (await client.ReportAsync(Body("succeeded"))).ShouldBeProblemAsync(422, "unknown_subscription_status");

        JsonObject Body(string status) => new()
        {
            ["subscription_id"] = "sub_1",
            ["new_status"] = status,
            ["organization_id"] = $"{organization}",
            ["event_id"] = status,
        };
    }

    [Fact]
    public async Task Another_setting_than_the_two_is_a_sentence()
    {
        var refusal = await Assert.ThrowsAsync<Silo.StartupException>(
            () => TestApi.BuildAsync(new(StringComparer.Ordinal) { ["PAYMENTS_UNKNOWN_STATUS"] = "maybe" }));

        Assert.Equal("PAYMENTS_UNKNOWN_STATUS must be \"refuse\" or \"ignore\", but is \"maybe\".", refusal.Message);
    }
}
