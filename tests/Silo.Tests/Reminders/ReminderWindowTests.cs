using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using StatusLevels.Silo.Reminders;
using StatusLevels.Testing;

namespace StatusLevels.Silo.Tests.Reminders;

/// <summary>What is loaded, and when what is overdue will fire.</summary>
public sealed class ReminderWindowTests
{
    private static readonly TimeSpan OneMillisecond = TimeSpan.FromMilliseconds(1);

    [Fact]
    public async Task The_window_moves_with_the_clock_of_reminders()
    {
        await using var table = await ReminderTableUnderTest.CreateAsync();
        var reach = table.Reminders.ReminderLoadingWindow + table.Reminders.RefreshReminderListPeriod + table.Windowed.Margin;
        var inside = await table.AddAsync(table.Now + reach - OneMillisecond);
        var outside = await table.AddAsync(table.Now + reach);
        Assert.Equal([inside.GrainId], (await table.LoadAsync()).Select(entry => entry.GrainId));
        table.Clock.Advance(OneMillisecond);
        Assert.Equal([inside.GrainId, outside.GrainId], (await table.LoadAsync()).Select(entry => entry.GrainId));
    }

    [Fact]
    public async Task What_is_due_in_time_keeps_its_instant()
    {
        await using var table = await ReminderTableUnderTest.CreateAsync();
        var stored = await table.AddAsync(table.Now + table.Windowed.Lead);
        Assert.Equal(stored.StartAt, Assert.Single(await table.LoadAsync()).StartAt);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(-59)]
    [InlineData(-3_600)]
    [InlineData(-400 * 86_400)]
    [InlineData(0.5)]
    public async Task What_is_overdue_or_falls_due_while_it_is_loaded_fires_a_moment_after(double dueInSeconds)
    {
        await using var table = await ReminderTableUnderTest.CreateAsync();
        var due = table.Now.AddSeconds(dueInSeconds);
        var stored = await table.AddAsync(table.Now.AddDays(1));
        await table.MoveAsync(stored, due);
        var loaded = Assert.Single(await table.LoadAsync());
        Assert.Equal(table.Now + table.Windowed.Lead, loaded.StartAt);
        Assert.Equal(stored.ETag, loaded.ETag);
        Assert.Equal(due, (await table.Table.ReadRow(stored.GrainId, stored.ReminderName))!.StartAt);
        Assert.True(await table.Table.RemoveRow(stored.GrainId, stored.ReminderName, loaded.ETag!));
    }

    [Fact]
    public async Task Many_overdue_reminders_follow_each_other_in_the_order_they_were_due()
    {
        await using var table = await ReminderTableUnderTest.CreateAsync(services =>
            services.Configure<WindowedReminderOptions>(options => options.OverduePerSecond = 100));
        var grains = new List<GrainId>();
        for (var number = 0; number < 250; number++)
        {
            var stored = await table.AddAsync(table.Now.AddDays(1));
            await table.MoveAsync(stored, table.Now.AddSeconds(number - 600));
            grains.Add(stored.GrainId);
        }

        var loaded = await table.LoadAsync();
        Assert.Equal(grains, loaded.Select(entry => entry.GrainId));
        var first = table.Now + table.Windowed.Lead;
        Assert.Equal(Enumerable.Range(0, 250).Select(number => first.AddMilliseconds(10 * number)), loaded.Select(entry => entry.StartAt));
    }

    [Fact]
    public async Task Reading_the_same_overdue_reminders_again_and_again_never_pushes_them_beyond_a_refresh()
    {
        await using var table = await ReminderTableUnderTest.CreateAsync(services =>
            services.Configure<WindowedReminderOptions>(options => options.OverduePerSecond = 1));
        for (var number = 0; number < 20; number++)
        {
            await table.MoveAsync(await table.AddAsync(table.Now.AddDays(1)), table.Now.AddHours(-1));
        }

        var latest = table.Now + table.Windowed.Lead + table.Reminders.RefreshReminderListPeriod;
        for (var read = 0; read < 10; read++)
        {
            Assert.All(await table.LoadAsync(), entry => Assert.InRange(entry.StartAt, table.Now + table.Windowed.Lead, latest));
        }
    }

    [Fact]
    public async Task A_reminder_with_a_long_period_keeps_its_timetable()
    {
        await using var table = await ReminderTableUnderTest.CreateAsync();
        var stored = await table.AddAsync(table.Now.AddDays(1), TimeSpan.FromDays(1));
        await table.MoveAsync(stored, table.Now.AddHours(-5));
        Assert.Equal(table.Now.AddHours(-5), Assert.Single(await table.LoadAsync()).StartAt);
    }

    [Fact]
    public async Task A_backlog_is_loaded_in_parts_the_oldest_first_and_never_holds_up_what_is_due_now()
    {
        await using var table = await ReminderTableUnderTest.CreateAsync(services =>
            services.Configure<WindowedReminderOptions>(options => options.LargestBacklog = 10));
        var backlog = new List<ReminderEntry>();
        for (var number = 0; number < 25; number++)
        {
            backlog.Add(await table.AddAsync(table.Now.AddDays(1)));
            await table.MoveAsync(backlog[^1], table.Now.AddHours(number - 100));
        }

        var soon = await table.AddAsync(table.Now.AddSeconds(20));
        var loaded = (await table.LoadAsync()).Select(entry => entry.GrainId).ToList();
        Assert.Equal([.. backlog.Take(10).Select(entry => entry.GrainId), soon.GrainId], loaded);
        foreach (var done in backlog.Take(10))
        {
            Assert.True(await table.Table.RemoveRow(done.GrainId, done.ReminderName, done.ETag!));
        }

        loaded = [.. (await table.LoadAsync()).Select(entry => entry.GrainId)];
        Assert.Equal([.. backlog.Skip(10).Take(10).Select(entry => entry.GrainId), soon.GrainId], loaded);
    }

    [Fact]
    public async Task An_instant_that_passes_while_it_is_stored_is_moved_a_moment_ahead_and_the_row_keeps_it()
    {
        await using var table = await ReminderTableUnderTest.CreateAsync();
        var entry = ReminderTableUnderTest.Entry(ReminderTableUnderTest.NewGrain(), "expiry", table.Now.AddSeconds(-1));
        await table.Table.UpsertRow(entry);
        Assert.Equal(table.Now + table.Windowed.Lead, entry.StartAt);
        Assert.Equal(table.Now.AddSeconds(-1), (await table.Table.ReadRow(entry.GrainId, "expiry"))!.StartAt);
    }

    [Fact]
    public async Task A_window_shorter_than_the_refresh_period_is_refused_at_start()
    {
        await using var database = await TestPostgres.CreateDatabaseAsync();
        using var host = ReminderTableUnderTest.Build(database, new FakeTimeProvider(), services =>
            services.Configure<ReminderOptions>(
                options => options.ReminderLoadingWindow = options.RefreshReminderListPeriod - OneMillisecond));
        var refusal = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync());
        Assert.Contains("ReminderLoadingWindow must be at least RefreshReminderListPeriod", refusal.Message, StringComparison.Ordinal);
    }
}
