using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using StatusLevels.Api.Delivery.Webhooks;
using StatusLevels.Testing;

namespace StatusLevels.Api.Tests.Delivery;

/// <summary>
/// From a change to the receiver, with real HTTP and a clock that goes forward when it is told to.
/// </summary>
public abstract class WebhookDeliveries : IAsyncLifetime
{
    private protected readonly FakeTimeProvider time = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
    private protected readonly ConcurrentDictionary<string, HttpStatusCode> answers = new(StringComparer.Ordinal);
    private protected TestApi api = null!;
    private protected HttpClient admin = null!;
    private protected TestReceiver receiver = null!;

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
        GC.SuppressFinalize(this);
    }

    private protected async Task EndpointAsync()
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
    private protected static async Task ChangeAsync(TestOrganization organization, int times)
    {
        for (var change = 0; change < times; change++)
        {
            var hasIt = (await organization.StatusAsync()).GetProperty("current_level").GetString() == "A";
            await (
                await (
                    hasIt ? organization.RevokeAsync("A?reason=because") : organization.GrantAsync("""{"level":"A"}"""))).ShouldBeOkAsync();
        }
    }

    private protected Task FailAsync(int times) =>
        Eventually.HoldsAsync(() => AsTimeGoesOnAsync($"webhook_endpoints where failures = {times}"));

    // A look that was under way when the clock was moved is followed by another one only as time goes on.
    private protected bool AsTimeGoesOn(bool holds)
    {
        time.Advance(holds ? TimeSpan.Zero : TimeSpan.FromMilliseconds(20));
        return holds;
    }

    private protected async Task<bool> AsTimeGoesOnAsync(string from) => AsTimeGoesOn(await CountAsync(from) == 1);

    private protected Task ArriveAsync(int calls) =>
        Eventually.HoldsAsync(() => Task.FromResult(AsTimeGoesOn(receiver.Calls.Count >= calls)));

    private protected Task SettledAsync(string status, long count) => Eventually.HoldsAsync(
        async () => AsTimeGoesOn(await CountAsync($"deliveries where status = '{status}' and channel = 'webhook'") == count));

    private protected IEnumerable<ReceivedCall> Received(TestOrganization organization) =>
        receiver.Calls.Where(call => Text(call, "subject") == organization.Id.ToString());

    private protected static string? Text(ReceivedCall call, string member) =>
        JsonDocument.Parse(call.Body).RootElement.TryGetProperty(member, out var value) ? value.GetString() : null;

    private protected async Task<long> CountAsync(string from) =>
        (long)(
            await api.Database.DataSource.CreateCommand($"select count(*) from {from}").ExecuteScalarAsync(
                TestContext.Current.CancellationToken))!;
}
