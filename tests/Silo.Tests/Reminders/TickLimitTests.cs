using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.Extensions.DependencyInjection;
using StatusLevels.Silo.Reminders;
using StatusLevels.Testing;

namespace StatusLevels.Silo.Tests.Reminders;

/// <summary>How many ticks a silo has under way when many are due at once.</summary>
public sealed class TickLimitTests
{
    private const int Most = 3;
    private const int Due = 40;

    [Fact]
    public async Task Of_many_ticks_at_once_only_so_many_are_under_way_and_all_arrive()
    {
        await using var database = await TestPostgres.CreateDatabaseAsync();
        var watch = new TickWatch();
        await using var silo = await TestSilo.StartAsync(database, adjust: builder =>
        {
            builder.Services.AddSingleton(watch);
            builder.Services.Configure<WindowedReminderOptions>(options => options.TicksUnderWay = Most);
        });
        var grains = Enumerable.Range(0, Due).Select(_ => silo.Grains.GetGrain<IWatchedGrain>(Guid.NewGuid())).ToList();

        var ticks = grains.Select(grain => grain.AsReference<IRemindable>().ReceiveReminder("expiry", default)).ToList();
        await watch.UnderWayAsync(Most);

        // Other calls are no ticks: they don't wait for a place.
        Assert.Equal(Due, (await Task.WhenAll(grains.Select(grain => grain.Ask()))).Length);
        watch.Release();
        await Task.WhenAll(ticks);
        Assert.Equal((Due, Most), (watch.Ticked, watch.MostUnderWay));
    }

    [Fact]
    public async Task A_tick_that_fails_gives_its_place_back()
    {
        await using var database = await TestPostgres.CreateDatabaseAsync();
        var watch = new TickWatch { Fails = true };
        await using var silo = await TestSilo.StartAsync(database, adjust: builder =>
        {
            builder.Services.AddSingleton(watch);
            builder.Services.Configure<WindowedReminderOptions>(options => options.TicksUnderWay = 1);
        });
        watch.Release();
        for (var number = 0; number < 3; number++)
        {
            var tick = silo.Grains.GetGrain<IWatchedGrain>(Guid.NewGuid()).AsReference<IRemindable>().ReceiveReminder("expiry", default);
            await Assert.ThrowsAsync<InvalidOperationException>(
                () => tick.WaitAsync(Patience.OfSeconds(30), TestContext.Current.CancellationToken));
        }
    }
}

/// <summary>Holds ticks until it is told to let them go, and counts them.</summary>
public sealed class TickWatch
{
    private readonly TaskCompletionSource released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Channel<int> began = Channel.CreateUnbounded<int>();
    private readonly ConcurrentBag<int> levels = [];
    private int underWay;

    public bool Fails { get; init; }

    public int Ticked => levels.Count;

    public int MostUnderWay => levels.Max();

    public void Release() => released.TrySetResult();

    public async Task UnderWayAsync(int count)
    {
        for (var number = 0; number < count; number++)
        {
            await began.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(Patience.OfSeconds(30));
        }
    }

    public async Task TickAsync()
    {
        var now = Interlocked.Increment(ref underWay);
        levels.Add(now);
        began.Writer.TryWrite(now);
        await released.Task;
        Interlocked.Decrement(ref underWay);
        if (Fails)
        {
            throw new InvalidOperationException("The test wants this tick to fail.");
        }
    }
}

/// <summary>A grain whose ticks are watched.</summary>
public interface IWatchedGrain : IGrainWithGuidKey
{
    [Orleans.Concurrency.AlwaysInterleave]
    Task<int> Ask();
}

internal sealed class WatchedGrain(TickWatch watch) : Grain, IWatchedGrain, IRemindable
{
    public Task<int> Ask() => Task.FromResult(1);

    public Task ReceiveReminder(string reminderName, TickStatus status) => watch.TickAsync();
}
