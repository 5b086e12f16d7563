using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using StatusLevels.Api.Delivery.Webhooks;
using StatusLevels.Testing;

namespace StatusLevels.Api.Tests.Delivery;

/// <summary>
/// From a change to the receiver: order, retries, health, with real HTTP and a clock that goes forward when it is told to.
/// </summary>
public sealed class WebhookDeliveryTests : IAsyncLifetime
{
    private readonly FakeTimeProvider time = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly ConcurrentDictionary<string, HttpStatusCode> answers = new(StringComparer.Ordinal);
    private TestApi api = null!;
    private HttpClient admin = null!;
    private TestReceiver receiver = null!;

    public async ValueTask InitializeAsync()
    {
        api = await TestApi.StartAsync(time: time);
        admin = await api.SignedInAsync();
        receiver = await TestReceiver.StartAsync(context =>
        {
            var call = TestReceiver.Call(context);
            context.Response.StatusCode = (int)(answers.TryGetValue(Text(call, "subject")!, out var ofSubject) ? ofSubject
                : answers.TryGetValue(Text(call, "sequence")!, out var ofNumber) ? ofNumber
                : answers.GetValueOrDefault("*", HttpStatusCode.NoContent));
            return Task.CompletedTask;
        });
    }

    public async ValueTask DisposeAsync()
    {
        await receiver.DisposeAsync();
        admin.Dispose();
        await api.DisposeAsync();
    }

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

    private async Task EndpointAsync()
    {
        var secrets = api.Services.GetRequiredService<SealedSecrets>();
        var id = await OutboxRows.EndpointAsync(api.Database.DataSource);
        await using var command = api.Database.DataSource.CreateCommand("update webhook_endpoints set url = $2, secret = $3 where id = $1");
        command.Parameters.Add(new() { Value = id });
        command.Parameters.Add(new() { Value = receiver.Url.ToString() });
        command.Parameters.Add(new() { Value = secrets.Seal(id, SenderRig.Secret) });
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    // Each is one event: B granted, revoked, granted again.
    private static async Task ChangeAsync(TestOrganization organization, int times)
    {
        for (var change = 0; change < times; change++)
        {
            var hasIt = (await organization.StatusAsync()).GetProperty("current_level").GetString() == "A";
            await (
                await (
                    hasIt ? organization.RevokeAsync("A?reason=because") : organization.GrantAsync("""{"level":"A"}"""))).ShouldBeOkAsync();
        }
    }

    private Task FailAsync(int times) => Eventually.HoldsAsync(() => AsTimeGoesOnAsync($"webhook_endpoints where failures = {times}"));

    // A look that was under way when the clock was moved is followed by another one only as time goes on.
    private bool AsTimeGoesOn(bool holds)
    {
        time.Advance(holds ? TimeSpan.Zero : TimeSpan.FromMilliseconds(20));
        return holds;
    }

    private async Task<bool> AsTimeGoesOnAsync(string from) => AsTimeGoesOn(await CountAsync(from) == 1);

    private Task ArriveAsync(int calls) => Eventually.HoldsAsync(() => Task.FromResult(AsTimeGoesOn(receiver.Calls.Count >= calls)));

    private Task SettledAsync(string status, long count) => Eventually.HoldsAsync(
        async () => AsTimeGoesOn(await CountAsync($"deliveries where status = '{status}' and channel = 'webhook'") == count));

    private IEnumerable<ReceivedCall> Received(TestOrganization organization) =>
        receiver.Calls.Where(call => Text(call, "subject") == organization.Id.ToString());

    private static string? Text(ReceivedCall call, string member) =>
        JsonDocument.Parse(call.Body).RootElement.TryGetProperty(member, out var value) ? value.GetString() : null;

    private async Task<long> CountAsync(string from) =>
        (long)(
            await api.Database.DataSource.CreateCommand($"select count(*) from {from}").ExecuteScalarAsync(
                TestContext.Current.CancellationToken))!;
}
