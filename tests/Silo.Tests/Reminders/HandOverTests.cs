using System.Data.Common;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using StatusLevels.Silo.Tests.Database;
using StatusLevels.Testing;

namespace StatusLevels.Silo.Tests.Reminders;

/// <summary>Reminders of a silo that dies belong to the others.</summary>
public sealed class HandOverTests
{
    private const int Count = 200;

    // A tick that was on its way to the victim when it died is tried again after its period, and then has to be delivered.
    private static readonly TimeSpan Promise = TimeSpan.FromSeconds(62);

    [Fact]
    public async Task Ticks_due_while_a_silo_is_killed_move_to_the_survivor_and_take_effect_once_within_a_minute()
    {
        await using var database = await TestPostgres.CreateDatabaseAsync();
        await Alarms.CreateTableAsync(database.DataSource);
        using var survivor = HeldSilo.Build(database.ConnectionString);
        await survivor.StartAsync();
        await using var victim = await HeldSilo.StartAsync(database.ConnectionString);
        var grains = await GrainsOfTwoAsync(survivor);

        // Due from before the kill until well after it was noticed; each silo owns about half of them.
        var alarms = Enumerable.Range(0, Count).Select(_ => grains.GetGrain<IAlarmGrain>(Guid.NewGuid())).ToList();
        await Task.WhenAll(alarms.Select((alarm, number) => alarm.Set(TimeSpan.FromMilliseconds(3_000 + (50 * number)))));
        await Eventually.HoldsAsync(async () => await Alarms.SilentAsync(database.DataSource) < Count * 9 / 10);
        await victim.KillAsync();
        var silentThen = await Alarms.SilentAsync(database.DataSource);
        Assert.True(silentThen > Count / 2);

        await Eventually.HoldsAsync(async () => await Alarms.SilentAsync(database.DataSource) == 0, 2 * Promise);
        var rang = await Alarms.ReadAsync(database.DataSource);
        Assert.Equal(Count, rang.Count);
        Assert.All(rang, alarm => Assert.InRange(alarm.Late, TimeSpan.FromMilliseconds(-50), Promise));
        Assert.Contains(rang, alarm => alarm.Late > TimeSpan.FromSeconds(1));
        await Eventually.HoldsAsync(async () => await TestSql.ScalarAsync(database.ConnectionString, "select count(*) from orleansreminderstable") is 0L, Promise);
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{silentThen} of {Count} were still to come; latest {rang.Max(alarm => alarm.Late)}; ticked again: {rang.Count(alarm => alarm.Ticks > 1)}");
        await survivor.StopAsync();
    }

    [Fact]
    public async Task A_failure_of_the_database_on_another_silo_reaches_the_caller_as_what_it_is()
    {
        await using var database = await TestPostgres.CreateDatabaseAsync();
        await Alarms.CreateTableAsync(database.DataSource);
        using var silo = HeldSilo.Build(database.ConnectionString);
        await silo.StartAsync();
        await using var other = await HeldSilo.StartAsync(database.ConnectionString);
        var grains = await GrainsOfTwoAsync(silo);

        // Whoever registers waits until the silo has read its reminders for the first time: let both have done so.
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => grains.GetGrain<IAlarmGrain>(Guid.NewGuid()).Set(TimeSpan.FromHours(1))));
        await Alarms.ExecuteAsync(database.DataSource, "alter table orleansreminderstable rename to away");
        for (var number = 0; number < 20; number++)
        {
            var failure = await Assert.ThrowsAnyAsync<DbException>(() => grains.GetGrain<IAlarmGrain>(Guid.NewGuid()).Set(TimeSpan.FromHours(1)));
            Assert.Contains("orleansreminderstable", failure.Message, StringComparison.Ordinal);
        }

        await Alarms.ExecuteAsync(database.DataSource, "alter table away rename to orleansreminderstable");
        await silo.StopAsync();
    }

    private static async Task<IGrainFactory> GrainsOfTwoAsync(IHost silo)
    {
        var grains = silo.Services.GetRequiredService<IGrainFactory>();
        var management = grains.GetGrain<IManagementGrain>(0);
        await Eventually.HoldsAsync(async () => (await management.GetHosts(onlyActive: true)).Count == 2);
        return grains;
    }
}
