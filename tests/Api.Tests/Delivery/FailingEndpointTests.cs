using System.Net;
using Microsoft.Extensions.DependencyInjection;
using StatusLevels.Testing;

namespace StatusLevels.Api.Tests.Delivery;

/// <summary>The health of an endpoint: probes while it fails, and when it is disabled.</summary>
public sealed class FailingEndpointTests : WebhookDeliveries
{
    [Fact]
    public async Task While_an_endpoint_fails_one_event_at_a_time_is_tried_and_when_it_is_back_everything_comes_in_order()
    {
        await EndpointAsync();
        answers["*"] = HttpStatusCode.ServiceUnavailable;
        var organizations = Enumerable.Range(0, 3).Select(_ => new TestOrganization(api, admin)).ToArray();
        await ChangeAsync(organizations[0], 2);
        await FailAsync(1);
        // One of another shows that it is the endpoint; from then on it goes by the schedule.
        await ChangeAsync(organizations[1], 2);
        await FailAsync(2);
        await ChangeAsync(organizations[2], 2);
        await Eventually.HoldsAsync(async () => await CountAsync("deliveries where channel = 'webhook'") == 6);
        time.Advance(TimeSpan.FromSeconds(34));
        await FailAsync(3);
        Assert.Equal(1L, await CountAsync("webhook_endpoints where failures = 3 and failing_lane is null and failing_since is not null"));

        answers.Clear();
        time.Advance(TimeSpan.FromSeconds(140));
        await SettledAsync("delivered", 6);

        foreach (var organization in organizations)
        {
            Assert.Equal(["1", "2"], Received(organization).Select(call => Text(call, "sequence")).Distinct());
        }

        Assert.Equal(1L, await CountAsync("webhook_endpoints where failures = 0 and failing_since is null and next_probe_at is null"));
    }

    [Fact]
    public async Task An_endpoint_that_says_gone_is_disabled_at_once_and_what_waits_is_cancelled()
    {
        await EndpointAsync();
        answers["*"] = HttpStatusCode.Gone;
        // A second event may come before the answer to the first, or find nobody to be sent to.
        await ChangeAsync(new TestOrganization(api, admin), 2);

        await Eventually.HoldsAsync(async () => await CountAsync("deliveries where status = 'cancelled' and channel = 'webhook'") > 0);
        await SettledAsync("pending", 0);

        Assert.Equal(1L, await CountAsync("webhook_endpoints where disabled_reason = 'gone'"));
        Assert.Single(receiver.Calls);
    }

    [Fact]
    public async Task After_five_days_of_nothing_but_failures_an_endpoint_is_disabled()
    {
        await EndpointAsync();
        answers["*"] = HttpStatusCode.InternalServerError;
        var organization = new TestOrganization(api, admin);
        await ChangeAsync(organization, 3);
        await FailAsync(1);
        for (var calls = 2; await CountAsync("webhook_endpoints where disabled_at is null") == 1; calls++)
        {
            Assert.True(calls < 20, "It is never disabled.");
            time.Advance(TimeSpan.FromHours(27));
            await Eventually.HoldsAsync(() => AsTimeGoesOnAsync(
                $"webhook_endpoints where failures = {calls} or disabled_at is not null"));
        }

        Assert.Equal(1L, await CountAsync("webhook_endpoints where disabled_reason = 'failing'"));
        Assert.Equal(0L, await CountAsync("deliveries where status = 'pending' and channel = 'webhook'"));
        Assert.True(receiver.Calls.Count >= 12);
        foreach (var letter in (string[])["endpoint_failing", "endpoint_ending", "endpoint_disabled"])
        {
            Assert.Equal(1L, await CountAsync($"deliveries where letter = '{letter}'"));
        }
    }
}
