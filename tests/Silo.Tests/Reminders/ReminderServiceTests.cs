using Microsoft.Extensions.DependencyInjection;
using StatusLevels.Grains.Organizations;
using StatusLevels.Silo.Tests.Database;
using StatusLevels.Testing;

namespace StatusLevels.Silo.Tests.Reminders;

/// <summary>The reminders of a real silo, in real time.</summary>
public sealed class ReminderServiceTests
{
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task A_reminder_fires_on_time_to_the_second()
    {
        await using var database = await DatabaseWithAlarmsAsync();
        await using var silo = await TestSilo.StartAsync(database);
        await Task.WhenAll(Enumerable.Range(0, 20).Select(number => Grain(silo).Set(TimeSpan.FromMilliseconds(2_000 + (50 * number)))));
        await AllRangAsync(database);
        Assert.All(await Alarms.ReadAsync(database.DataSource), alarm => AssertPunctual(alarm, TimeSpan.FromSeconds(1)));
    }

    [Fact]
    public async Task After_an_outage_what_was_due_fires_seconds_after_the_start_and_not_at_the_next_whole_minute()
    {
        await using var database = await DatabaseWithAlarmsAsync();
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        for (var number = 0; number < 60; number++)
        {
            // Every phase of the minute, at least one of which a silo that waits for whole periods would reach last.
            await InsertAsync(database, now.AddHours(-1).AddSeconds(number));
        }

        var started = TimeProvider.System.GetTimestamp();
        await using var silo = await TestSilo.StartAsync(database);
        await AllRangAsync(database);
        Assert.True(TimeProvider.System.GetElapsedTime(started) < TimeSpan.FromSeconds(20));
        Assert.All(await Alarms.ReadAsync(database.DataSource), alarm => Assert.Equal(1, alarm.Ticks));
    }

    [Fact]
    public async Task What_falls_due_while_a_silo_starts_is_not_put_off_by_a_period()
    {
        await using var database = await DatabaseWithAlarmsAsync();
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        for (var number = 0; number < 100; number++)
        {
            await InsertAsync(database, now.AddMilliseconds(50 * number));
        }

        await using var silo = await TestSilo.StartAsync(database);
        await AllRangAsync(database);
        Assert.All(await Alarms.ReadAsync(database.DataSource), alarm => AssertPunctual(alarm, TimeSpan.FromSeconds(15)));
    }

    [Fact]
    public async Task A_due_instant_that_passes_while_the_database_stores_it_is_not_put_off_by_a_period()
    {
        await using var database = await DatabaseWithAlarmsAsync();
        await Alarms.ExecuteAsync(database.DataSource, """
            create function slow() returns trigger language plpgsql as 'begin perform pg_sleep(2.5); return new; end';
            create trigger slow before insert on orleansreminderstable for each row execute function slow();
            """);
        await using var silo = await TestSilo.StartAsync(database);
        await Grain(silo).Set(TimeSpan.FromSeconds(1));
        await AllRangAsync(database);
        AssertPunctual(Assert.Single(await Alarms.ReadAsync(database.DataSource)), TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task Reminders_that_move_while_the_list_is_refreshed_fire_once_and_on_time()
    {
        await using var database = await DatabaseWithAlarmsAsync();
        await using var silo = await TestSilo.StartAsync(database, adjust: builder =>
            builder.Services.Configure<ReminderOptions>(options => options.RefreshReminderListPeriod = TimeSpan.FromMilliseconds(50)));
        await Task.WhenAll(Enumerable.Range(0, 50).Select(async number =>
        {
            // Far beyond the window, within it, far again, and at last soon; a refresh falls into each of the steps.
            var grain = Grain(silo);
            foreach (var minutes in new[] { 600, 2, 1, 9_000, 3, 30 })
            {
                await grain.Set(TimeSpan.FromMinutes(minutes));
            }

            await grain.Set(TimeSpan.FromMilliseconds(2_000 + (20 * number)));
        }));
        await AllRangAsync(database);
        Assert.All(await Alarms.ReadAsync(database.DataSource), alarm =>
        {
            AssertPunctual(alarm, TimeSpan.FromSeconds(2));
            Assert.Equal(1, alarm.Ticks);
        });
        await Eventually.HoldsAsync(
            async () => await TestSql.ScalarAsync(database.ConnectionString, "select count(*) from orleansreminderstable") is 0L);
    }

    [Fact]
    public async Task What_is_loaded_by_a_refresh_after_it_moved_into_the_window_fires_on_time()
    {
        await using var database = await DatabaseWithAlarmsAsync();
        await using var silo = await TestSilo.StartAsync(database, adjust: builder => builder.Services.Configure<ReminderOptions>(options =>
            (options.RefreshReminderListPeriod, options.ReminderLoadingWindow) = (TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2))));
        await Task.WhenAll(Enumerable.Range(0, 20).Select(number => Grain(silo).Set(TimeSpan.FromMilliseconds(4_000 + (150 * number)))));
        await AllRangAsync(database);
        Assert.All(await Alarms.ReadAsync(database.DataSource), alarm => AssertPunctual(alarm, TimeSpan.FromSeconds(1)));
    }

    private static IAlarmGrain Grain(TestSilo silo) => silo.Grains.GetGrain<IAlarmGrain>(Guid.NewGuid());

    private static void AssertPunctual(Alarm alarm, TimeSpan bound) => Assert.InRange(alarm.Late, TimeSpan.FromMilliseconds(-50), bound);

    private static Task AllRangAsync(TestDatabase database) =>
        Eventually.HoldsAsync(async () => await Alarms.SilentAsync(database.DataSource) == 0);

    private static async Task<TestDatabase> DatabaseWithAlarmsAsync()
    {
        var database = await TestPostgres.CreateDatabaseAsync();
        await Alarms.CreateTableAsync(database.DataSource);
        return database;
    }

    private static async Task InsertAsync(TestDatabase database, DateTime due)
    {
        var key = Guid.NewGuid();
        await ReminderRows.InsertAsync(
            database.DataSource, StorageNames.ServiceId, GrainId.Create(GrainType.Create("alarm"), key.ToString("N")), due, Period);
        await Alarms.ExecuteAsync(database.DataSource, "insert into alarms (grain, due) values ($1, $2)", key, due);
    }
}
