using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using StatusLevels.Silo.Tests.Database;
using StatusLevels.Testing;

namespace StatusLevels.Silo.Tests.Reminders;

/// <summary>Reminders of a silo that dies belong to the others.</summary>
public sealed class HandOverTests
{
    private const int Count = 200;

    [Fact]
    public async Task Ticks_due_while_a_silo_is_killed_move_to_the_survivor_and_take_effect_once_within_a_minute()
    {
        await using var database = await TestPostgres.CreateDatabaseAsync();
        await Alarms.CreateTableAsync(database.DataSource);
        using var survivor = HeldSilo.Build(database.ConnectionString);
        await survivor.StartAsync();
        await using var victim = await HeldSilo.StartAsync(database.ConnectionString);
        var grains = survivor.Services.GetRequiredService<IGrainFactory>();
        var management = grains.GetGrain<IManagementGrain>(0);
        await Eventually.HoldsAsync(async () => (await management.GetHosts(onlyActive: true)).Count == 2);

        // Due from before the kill until well after it was noticed; each silo owns about half of them.
        var alarms = Enumerable.Range(0, Count).Select(_ => grains.GetGrain<IAlarmGrain>(Guid.NewGuid())).ToList();
        await Task.WhenAll(alarms.Select((alarm, number) => alarm.Set(TimeSpan.FromMilliseconds(3_000 + (50 * number)))));
        await Eventually.HoldsAsync(async () => await Alarms.SilentAsync(database.DataSource) < Count * 9 / 10);
        await victim.KillAsync();
        var killed = Stopwatch.GetTimestamp();
        var silentThen = await Alarms.SilentAsync(database.DataSource);
        Assert.True(silentThen > Count / 2);

        await Eventually.HoldsAsync(async () => await Alarms.SilentAsync(database.DataSource) == 0);
        Assert.True(Stopwatch.GetElapsedTime(killed) < TimeSpan.FromSeconds(60));
        var rang = await Alarms.ReadAsync(database.DataSource);
        Assert.Equal(Count, rang.Count);
        Assert.All(rang, alarm => Assert.InRange(alarm.Late, TimeSpan.FromMilliseconds(-50), TimeSpan.FromSeconds(60)));
        Assert.Contains(rang, alarm => alarm.Late > TimeSpan.FromSeconds(1));
        await Eventually.HoldsAsync(async () => await TestSql.ScalarAsync(database.ConnectionString, "select count(*) from orleansreminderstable") is 0L);
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{silentThen} of {Count} were still to come; latest {rang.Max(alarm => alarm.Late)}; ticked again: {rang.Count(alarm => alarm.Ticks > 1)}");
        await survivor.StopAsync();
    }
}
