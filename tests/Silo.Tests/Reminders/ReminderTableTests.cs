namespace StatusLevels.Silo.Tests.Reminders;

/// <summary>What Orleans relies on in any reminder table.</summary>
public sealed class ReminderTableTests
{
    [Fact]
    public async Task A_stored_reminder_is_read_back_as_it_was_stored()
    {
        await using var table = await ReminderTableUnderTest.CreateAsync();
        var stored = await table.AddAsync(table.Now.AddDays(400).AddMilliseconds(123), TimeSpan.FromSeconds(90));
        var read = await table.Table.ReadRow(stored.GrainId, stored.ReminderName);
        AssertSame(stored, read);
    }

    [Theory]
    [InlineData("foo/bar\\#b_a_z?")]
    [InlineData("istek' or ''='")]
    [InlineData("срок 🕰️")]
    public async Task Any_name_is_kept(string name)
    {
        await using var table = await ReminderTableUnderTest.CreateAsync();
        var stored = await table.AddAsync(table.Now.AddSeconds(60), name: name);
        AssertSame(stored, await table.Table.ReadRow(stored.GrainId, name));
        AssertSame(stored, Assert.Single(await table.LoadAsync()));
    }

    [Fact]
    public async Task A_period_of_years_is_kept()
    {
        await using var table = await ReminderTableUnderTest.CreateAsync();
        var stored = await table.AddAsync(table.Now.AddSeconds(60), TimeSpan.FromDays(3 * 365));
        AssertSame(stored, Assert.Single(await table.LoadAsync()));
    }

    [Fact]
    public async Task A_reminder_that_does_not_exist_is_null_and_a_grain_without_one_has_none()
    {
        await using var table = await ReminderTableUnderTest.CreateAsync();
        await table.AddAsync(table.Now);
        Assert.Null(await table.Table.ReadRow(ReminderTableUnderTest.NewGrain(), "expiry"));
        Assert.Empty((await table.Table.ReadRows(ReminderTableUnderTest.NewGrain())).Reminders);
    }

    [Fact]
    public async Task All_reminders_of_a_grain_are_read_however_far_ahead_they_are()
    {
        await using var table = await ReminderTableUnderTest.CreateAsync();
        var grain = ReminderTableUnderTest.NewGrain();
        await table.AddAsync(table.Now.AddHours(-1), name: "past", grain: grain);
        await table.AddAsync(table.Now.AddSeconds(10), name: "soon", grain: grain);
        await table.AddAsync(table.Now.AddDays(500), name: "far", grain: grain);
        await table.AddAsync(table.Now.AddSeconds(10));
        var names = (await table.Table.ReadRows(grain)).Reminders.Select(reminder => reminder.ReminderName);
        Assert.Equal(["far", "past", "soon"], names.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task An_update_replaces_the_row_and_its_ETag()
    {
        await using var table = await ReminderTableUnderTest.CreateAsync();
        var first = await table.AddAsync(table.Now.AddDays(9));
        var second = await table.AddAsync(table.Now.AddSeconds(30), TimeSpan.FromMinutes(2), grain: first.GrainId);
        Assert.NotEqual(first.ETag, second.ETag);
        AssertSame(second, await table.Table.ReadRow(first.GrainId, first.ReminderName));
        AssertSame(second, Assert.Single(await table.LoadAsync()));
        await table.AddAsync(table.Now.AddDays(9), grain: first.GrainId);
        Assert.Empty(await table.LoadAsync());
    }

    [Fact]
    public async Task Only_the_right_ETag_and_the_right_name_remove_a_row_and_only_once()
    {
        await using var table = await ReminderTableUnderTest.CreateAsync();
        var old = await table.AddAsync(table.Now.AddSeconds(30));
        var stored = await table.AddAsync(table.Now.AddSeconds(40), grain: old.GrainId);
        Assert.False(await table.Table.RemoveRow(stored.GrainId, stored.ReminderName, old.ETag!));
        Assert.False(await table.Table.RemoveRow(stored.GrainId, "other", stored.ETag!));
        Assert.False(await table.Table.RemoveRow(ReminderTableUnderTest.NewGrain(), stored.ReminderName, stored.ETag!));
        AssertSame(stored, await table.Table.ReadRow(stored.GrainId, stored.ReminderName));
        Assert.True(await table.Table.RemoveRow(stored.GrainId, stored.ReminderName, stored.ETag!));
        Assert.False(await table.Table.RemoveRow(stored.GrainId, stored.ReminderName, stored.ETag!));
        Assert.Empty(await table.LoadAsync());
    }

    [Fact]
    public async Task Upserts_of_one_row_at_once_each_get_an_ETag_of_their_own()
    {
        await using var table = await ReminderTableUnderTest.CreateAsync();
        var grain = ReminderTableUnderTest.NewGrain();
        var stored = await Task.WhenAll(
            Enumerable.Range(0, 50).Select(second => table.AddAsync(table.Now.AddSeconds(10 + second), grain: grain)));
        Assert.Equal(50, stored.Select(entry => entry.ETag).Distinct().Count());
        var read = await table.Table.ReadRow(grain, "expiry");
        AssertSame(stored.Single(entry => entry.ETag == read!.ETag), read);
    }

    [Fact]
    public async Task Many_upserts_at_once_are_all_there()
    {
        await using var table = await ReminderTableUnderTest.CreateAsync();
        var stored = await Task.WhenAll(
            Enumerable.Range(0, 500).Select(number => table.AddAsync(table.Now.AddMilliseconds(5_000 + number))));
        var read = (await table.LoadAsync()).ToDictionary(entry => entry.GrainId);
        Assert.Equal(500, read.Count);
        Assert.All(stored, entry => AssertSame(entry, read[entry.GrainId]));
    }

    [Fact]
    public async Task Clearing_the_table_leaves_nothing()
    {
        await using var table = await ReminderTableUnderTest.CreateAsync();
        var stored = await table.AddAsync(table.Now.AddSeconds(10));
        await table.Table.TestOnlyClearTable();
        Assert.Empty(await table.LoadAsync());
        Assert.Null(await table.Table.ReadRow(stored.GrainId, stored.ReminderName));
    }

    private static void AssertSame(ReminderEntry expected, ReminderEntry? actual)
    {
        Assert.NotNull(actual);
        Assert.Equal(
            (expected.GrainId, expected.ReminderName, expected.StartAt, expected.Period, expected.ETag),
            (actual.GrainId, actual.ReminderName, actual.StartAt, actual.Period, actual.ETag));
        Assert.Equal(DateTimeKind.Utc, actual.StartAt.Kind);
    }
}
