using System.Net;
using Microsoft.Extensions.DependencyInjection;
using StatusLevels.Testing;

namespace StatusLevels.Api.Tests.Delivery;

/// <summary>Order: each event of an organization once, after the one before, and none holds up another organization.</summary>
public sealed class WebhookDeliveryTests : WebhookDeliveries
{
    [Fact]
    public async Task Events_of_an_organization_arrive_in_order_each_once_and_name_the_one_before()
    {
        await EndpointAsync();
        var organization = new TestOrganization(api, admin);
        await ChangeAsync(organization, 6);

        await ArriveAsync(6);

        Assert.Equal(["1", "2", "3", "4", "5", "6"], Received(organization).Select(call => Text(call, "sequence")));
        Assert.Equal([null, "1", "2", "3", "4", "5"], Received(organization).Select(call => Text(call, "previoussequence")));
        await SettledAsync("delivered", 6);
    }

    [Fact]
    public async Task What_a_receiver_refuses_of_one_organization_holds_no_other_up()
    {
        await EndpointAsync();
        var (refused, other) = (new TestOrganization(api, admin), new TestOrganization(api, admin));
        answers[refused.Id.ToString()] = HttpStatusCode.InternalServerError;
        await ChangeAsync(refused, 2);
        await FailAsync(1);

        await ChangeAsync(other, 3);
        await ArriveAsync(4);

        Assert.Equal(["1", "2", "3"], Received(other).Select(call => Text(call, "sequence")));
        // The later one of the refused organization waits for the first, which is tried again after about five seconds.
        Assert.Equal(["1"], Received(refused).Select(call => Text(call, "sequence")));
        answers.Clear();
        time.Advance(TimeSpan.FromSeconds(6));
        await ArriveAsync(6);
        Assert.Equal(["1", "1", "2"], Received(refused).Select(call => Text(call, "sequence")));
        Assert.Single(Received(refused).Take(2).Select(call => call.Headers["webhook-id"]).Distinct());
    }

    [Fact]
    public async Task One_that_has_failed_for_ten_minutes_no_longer_holds_back_those_behind_it()
    {
        await EndpointAsync();
        var organization = new TestOrganization(api, admin);
        answers["*"] = HttpStatusCode.InternalServerError;
        await ChangeAsync(organization, 1);
        await FailAsync(1);
        await ChangeAsync(organization, 1);
        // At 5 s, 35 s, 155 s and 755 s after the first, within a tenth.
        foreach (var (wait, calls) in ((int, int)[])[(6, 2), (34, 3), (133, 4), (661, 5)])
        {
            time.Advance(TimeSpan.FromSeconds(wait));
            await FailAsync(calls);
        }

        answers.Clear();
        answers["1"] = HttpStatusCode.InternalServerError;
        time.Advance(TimeSpan.FromMinutes(34));
        await Eventually.HoldsAsync(
            () => Task.FromResult(AsTimeGoesOn(Received(organization).Any(call => Text(call, "sequence") == "2"))));

        await SettledAsync("delivered", 1);
        await SettledAsync("pending", 1);
    }

    [Fact]
    public async Task A_receiver_that_hangs_holds_one_lane_and_not_the_others()
    {
        var hung = new TaskCompletionSource();
        var slow = new TestOrganization(api, admin);
        receiver.Answer = context => Text(TestReceiver.Call(context), "subject") == slow.Id.ToString() ? hung.Task : Task.CompletedTask;
        await EndpointAsync();
        await ChangeAsync(slow, 1);
        await ArriveAsync(1);

        var other = new TestOrganization(api, admin);
        await ChangeAsync(other, 4);
        await Eventually.HoldsAsync(() => Received(other).Count() == 4);

        await SettledAsync("delivered", 4);
        hung.SetResult();
    }

    [Fact]
    public async Task Nothing_is_sent_of_an_organization_that_was_forgotten()
    {
        await EndpointAsync();
        answers["*"] = HttpStatusCode.InternalServerError;
        var organization = new TestOrganization(api, admin);
        await ChangeAsync(organization, 2);
        await FailAsync(1);

        using var forgotten = await admin.DeleteAsync($"/api/admin/organizations/{organization.Id}", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, forgotten.StatusCode);
        answers.Clear();
        time.Advance(TimeSpan.FromHours(1));
        var other = new TestOrganization(api, admin);
        await ChangeAsync(other, 1);
        await Eventually.HoldsAsync(() => Received(other).Any());

        Assert.Single(Received(organization), call => Text(call, "type") != "status.organization.forgotten");
        var former = $"""
            where organization_id = '{organization.Id}'
              and epoch < (select epoch from organization_status where organization_id = '{organization.Id}')
            """;
        Assert.Equal(0L, await CountAsync($"deliveries {former}"));
        Assert.Equal(0L, await CountAsync($"told {former}"));
    }
}
