using StatusLevels.Silo.Tests.Database;

namespace StatusLevels.Silo.Tests.Projection;

/// <summary>The one sentence about counting, which lists, analytics, views and policies share.</summary>
public sealed class LevelCountsTests(MigratedDatabase database) : IClassFixture<MigratedDatabase>
{
    [Theory]
    [InlineData("active", "null", true)]
    [InlineData("grace", "null", true)]
    [InlineData("suspended", "null", false)]
    [InlineData("active", "now() + interval '1 microsecond'", true)]
    [InlineData("active", "now()", false)]
    [InlineData("suspended", "now() + interval '1 day'", false)]
    public async Task A_level_counts_until_it_ends_or_is_suspended(string state, string until, bool counts)
    {
        Assert.Equal(counts, await database.ScalarAsync($"select level_counts('{state}', {until}, now())"));
        Assert.Equal(counts, await database.ScalarAsync($"select level_counts('{state}', {until})"));
    }

    /// <summary>The planner sees what stands in it, also for the role that the product works under.</summary>
    [Theory]
    [InlineData("level_counts(state, counts_until)")]
    [InlineData("level_counts(state, counts_until, now())")]
    public async Task Asking_it_of_many_rows_costs_no_call_for_each(string question)
    {
        var plan = (string)(await TestSql.ScalarAsync(
            database.RuntimeConnectionString,
            $"explain (format json) select from organization_status_levels where {question}"))!;

        Assert.Contains("counts_until > now()", plan, StringComparison.Ordinal);
        Assert.DoesNotContain("level_counts", plan, StringComparison.Ordinal);
    }
}
