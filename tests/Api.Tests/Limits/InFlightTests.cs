using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using StatusLevels.Api.Limits;
using StatusLevels.Api.Tests.Import;
using StatusLevels.Testing;

namespace StatusLevels.Api.Tests.Limits;

/// <summary>A node takes on what it has a place for, lets a few wait for a moment, and turns the rest away.</summary>
public sealed class InFlightTests
{
    private const string Info = "/api/status-levels/info";

    private readonly FakeTimeProvider time = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly TaskCompletionSource held = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int holding;

    private Task<TestApi> StartAsync(int atOnce, int waiting) => TestApi.StartAsync(
        new() { ["REQUESTS_AT_ONCE"] = $"{atOnce}", ["REQUESTS_WAITING"] = $"{waiting}" },
        time,
        app => app.MapGet("/probe/hold", async () =>
        {
            Interlocked.Increment(ref holding);
            await held.Task;
            return TypedResults.Ok();
        }).AllowAnonymous());

    [Fact]
    public async Task What_finds_no_place_is_turned_away_at_once_and_what_waits_gets_its_turn()
    {
        await using var own = await StartAsync(atOnce: 2, waiting: 1);
        var gate = own.Services.GetRequiredService<RequestGate>();
        Task<HttpResponseMessage>[] busy = [own.Client().GetAsync("/probe/hold"), own.Client().GetAsync("/probe/hold")];
        await Eventually.HoldsAsync(() => Volatile.Read(ref holding) == 2);
        var waiting = own.Client().GetAsync(Info);
        await Eventually.HoldsAsync(() => gate.Waiting == 1);

        using var refused = await own.Client().GetAsync(Info);
        await refused.ShouldBeProblemAsync(503, "overloaded");
        Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 60);
        Assert.Equal(HttpStatusCode.OK, (await own.Client().GetAsync("/healthz")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await own.Client().GetAsync("/readyz")).StatusCode);
        Assert.False(waiting.IsCompleted);

        held.SetResult();
        await (await waiting).ShouldBeOkAsync();
        Assert.All(await Task.WhenAll(busy), answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
        await (await own.Client().GetAsync(Info)).ShouldBeOkAsync();
    }

    [Fact]
    public async Task A_status_that_is_read_where_it_is_stored_takes_a_place()
    {
        await using var own = await StartAsync(atOnce: 1, waiting: 0);
        Task<HttpResponseMessage> reading;
        await using (await HeldTable.LockAsync(own.Database, "organization_status", "access exclusive"))
        {
            reading = own.Client().GetAsync($"/api/organizations/{Guid.NewGuid()}/status");
            await Eventually.HoldsAsync(async () =>
            {
                await using var waits = own.Database.DataSource.CreateCommand(
                    """
                    select exists (
                        select from pg_stat_activity
                        where datname = current_database() and wait_event_type = 'Lock' and query like 'select s.version, s.next_due%')
                    """);
                return (bool)(await waits.ExecuteScalarAsync())!;
            });

            await (await own.Client().GetAsync(Info)).ShouldBeProblemAsync(503, "overloaded");
        }

        await (await reading).ShouldBeOkAsync();
        await (await own.Client().GetAsync(Info)).ShouldBeOkAsync();
    }

    [Fact]
    public async Task Nobody_waits_for_longer_than_a_second()
    {
        await using var own = await StartAsync(atOnce: 1, waiting: 5);
        var gate = own.Services.GetRequiredService<RequestGate>();
        var busy = own.Client().GetAsync("/probe/hold");
        await Eventually.HoldsAsync(() => Volatile.Read(ref holding) == 1);
        var waiting = own.Client().GetAsync(Info);
        await Eventually.HoldsAsync(() => gate.Waiting == 1);

        time.Advance(RequestGate.LongestWait);

        await (await waiting).ShouldBeProblemAsync(503, "overloaded");
        Assert.Equal(0, gate.Waiting);
        held.SetResult();
        Assert.Equal(HttpStatusCode.OK, (await busy).StatusCode);
    }

    [Fact]
    public async Task Whoever_gives_up_waiting_takes_no_place()
    {
        await using var own = await StartAsync(atOnce: 1, waiting: 5);
        var gate = own.Services.GetRequiredService<RequestGate>();
        var busy = own.Client().GetAsync("/probe/hold");
        await Eventually.HoldsAsync(() => Volatile.Read(ref holding) == 1);
        using var patience = new CancellationTokenSource();
        var waiting = own.Client().GetAsync(Info, patience.Token);
        await Eventually.HoldsAsync(() => gate.Waiting == 1);

        await patience.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        await Eventually.HoldsAsync(() => gate.Waiting == 0);
        held.SetResult();
        Assert.Equal(HttpStatusCode.OK, (await busy).StatusCode);
        await (await own.Client().GetAsync(Info)).ShouldBeOkAsync();
    }

    [Fact]
    public async Task An_import_takes_no_place_while_it_streams()
    {
        await using var own = await StartAsync(atOnce: 1, waiting: 0);
        using var import = await OpenImport.BeginAsync(own);
        await import.SendAsync($$"""{"organization_id":"{{Guid.NewGuid()}}","subscription_id":"sub_1","status":"active"}""" + "\n");
        Assert.NotNull(await import.ReadAsync());

        await (await own.Client().GetAsync(Info)).ShouldBeOkAsync();

        await import.SendAsync("");
        Assert.True((await import.ReadAsync())!.Value.TryGetProperty("summary", out _));
        Assert.Null(await import.ReadAsync());
    }
}
