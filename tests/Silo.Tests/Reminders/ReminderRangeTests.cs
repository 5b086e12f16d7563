using StatusLevels.Silo.Reminders;

namespace StatusLevels.Silo.Tests.Reminders;

/// <summary>A silo owns parts of the ring of grain hashes; they may run over its end.</summary>
public sealed class ReminderRangeTests
{
    [Theory]
    [InlineData(0u, 0u)]
    [InlineData(0u, 1u)]
    [InlineData(1u, 0u)]
    [InlineData(5u, 5u)]
    [InlineData(0u, uint.MaxValue)]
    [InlineData(uint.MaxValue, 0u)]
    [InlineData(uint.MaxValue, uint.MaxValue)]
    [InlineData(0x7FFF_FFFFu, 0x8000_0000u)]
    [InlineData(0x8000_0000u, 0x7FFF_FFFFu)]
    [InlineData(0x7FFF_FFFFu, 12u)]
    [InlineData(0x7FFF_FFFEu, 0x8000_0001u)]
    [InlineData(0x1000_0000u, 0xF000_0000u)]
    [InlineData(0xF000_0000u, 0x1000_0000u)]
    public void Intervals_cover_exactly_the_range(uint begin, uint end)
    {
        uint[] edges = [0, begin, end, 12, 0x7FFF_FFFF, 0x8000_0000, uint.MaxValue];
        foreach (var hash in edges.SelectMany(edge => new[] { unchecked(edge - 1), edge, unchecked(edge + 1) }))
        {
            var inRange = begin < end ? hash > begin && hash <= end : begin == end || hash > begin || hash <= end;
            var signed = unchecked((int)hash);
            Assert.Equal(inRange ? 1 : 0, RingInterval.Of(begin, end).Count(interval => interval.Low <= signed && signed <= interval.High));
        }

        var size = begin == end ? 4_294_967_296d : unchecked(end - begin);
        Assert.Equal(size / 4_294_967_296d, RingInterval.Of(begin, end).Sum(interval => interval.Share), 12);
    }

    [Fact]
    public async Task Any_cut_of_the_ring_gives_each_reminder_to_exactly_one_part()
    {
        await using var table = await ReminderTableUnderTest.CreateAsync();
        var stored = await Task.WhenAll(Enumerable.Range(0, 300).Select(_ => table.AddAsync(table.Now.AddSeconds(30))));
        var random = new Random(7);
        for (var round = 0; round < 10; round++)
        {
            var cuts = Enumerable.Range(0, 7).Select(_ => (uint)random.NextInt64(uint.MaxValue + 1L)).Distinct().Order().ToArray();
            var loaded = new List<GrainId>();
            for (var part = 0; part < cuts.Length; part++)
            {
                var (begin, end) = (cuts[part], cuts[(part + 1) % cuts.Length]);
                var rows = (await table.Table.ReadRows(begin, end)).Reminders;
                Assert.All(rows, row => Assert.True(InRange(row.GrainId.GetUniformHashCode(), begin, end)));
                loaded.AddRange(rows.Select(row => row.GrainId));
            }

            Assert.Equal(stored.Select(entry => entry.GrainId).Order(), loaded.Order());
        }
    }

    [Fact]
    public async Task The_hash_of_a_reminder_is_the_inclusive_end_and_the_exclusive_begin_of_a_range()
    {
        await using var table = await ReminderTableUnderTest.CreateAsync();
        var hash = (await table.AddAsync(table.Now.AddSeconds(30))).GrainId.GetUniformHashCode();
        Assert.Single((await table.Table.ReadRows(hash - 1, hash)).Reminders);
        Assert.Empty((await table.Table.ReadRows(hash, hash + 1)).Reminders);
        Assert.Single((await table.Table.ReadRows(hash + 1, hash)).Reminders);
        Assert.Empty((await table.Table.ReadRows(hash, hash - 1)).Reminders);
        Assert.Single((await table.Table.ReadRows(hash, hash)).Reminders);
    }

    private static bool InRange(uint hash, uint begin, uint end) => begin < end ? hash > begin && hash <= end : hash > begin || hash <= end;
}
