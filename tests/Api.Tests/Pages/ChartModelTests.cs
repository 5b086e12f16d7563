using StatusLevels.Api.Pages.Admin.Charts;

namespace StatusLevels.Api.Tests.Pages;

/// <summary>What charts draw.</summary>
public sealed class ChartModelTests
{
    [Theory]
    [InlineData(0, 2)]
    [InlineData(1, 2)]
    [InlineData(3, 4)]
    [InlineData(10, 10)]
    [InlineData(11, 20)]
    [InlineData(99, 100)]
    [InlineData(4_321, 6_000)]
    public void The_scale_ends_at_a_round_number_that_nothing_exceeds(long highest, long top) => Assert.Equal(top, Chart(highest).Top);

    [Fact]
    public void A_line_goes_through_every_value_from_edge_to_edge()
    {
        var chart = Chart(0, 2, 4);

        Assert.Equal("M0 100L500 50L1000 0", chart.Line(chart.Series[0]));
    }

    [Fact]
    public void One_day_is_a_line_too()
    {
        var chart = Chart(2);

        Assert.Equal("M0 0H1000", chart.Line(chart.Series[0]));
    }

    [Fact]
    public void A_value_of_nothing_has_no_bar_and_few_days_have_narrow_ones()
    {
        var chart = Chart(0, 2);

        Assert.Equal("M730 100V0h40V100z", chart.Bars(chart.Series[0]));
    }

    private static ChartModel Chart(params long[] values) => new(
        "Anything", [.. values.Select((_, at) => new DateOnly(2026, 1, 1).AddDays(at))], [new ChartSeries("A", values)]);
}
