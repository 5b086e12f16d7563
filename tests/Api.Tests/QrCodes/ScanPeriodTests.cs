using CsCheck;
using StatusLevels.Api.QrCodes;

namespace StatusLevels.Api.Tests.QrCodes;

/// <summary>Timelines, whatever was counted.</summary>
public class ScanPeriodTests
{
    private static readonly Gen<DateOnly> Day = Gen.Int[DateOnly.MinValue.DayNumber + 400, DateOnly.MaxValue.DayNumber]
        .Select(DateOnly.FromDayNumber);

    [Fact]
    public void A_timeline_has_each_day_of_its_time_once_in_order_up_to_today_and_adds_up() =>
        Gen.Select(
            Day, Gen.OneOf([.. ScanPeriods.All.Select(Gen.Const)]),
            Gen.Dictionary(Gen.Int[-500, 10], Gen.Long[0, 1_000_000])).Sample((today, period, counts) =>
        {
            var counted = counts
                .Where(count => today.DayNumber + count.Key is >= 0 && today.DayNumber + count.Key <= DateOnly.MaxValue.DayNumber)
                .ToDictionary(count => today.AddDays(count.Key), count => count.Value);

            var timeline = ScanPeriods.Fill(period, today, counted);

            var days = ScanPeriods.DaysOf(period)!.Value;
            var first = ScanPeriods.FirstOf(period, today);
            return timeline.DataPoints.Count == days
                && timeline.DataPoints.Select((point, place) => point.Date == first.AddDays(place)).All(isRight => isRight)
                && timeline.DataPoints[^1].Date == today
                && timeline.DataPoints.All(point => point.Count == counted.GetValueOrDefault(point.Date))
                && timeline.TotalScans == counted.Where(count => count.Key >= first && count.Key <= today).Sum(count => count.Value);
        });

    [Theory]
    [InlineData("7d", 7)]
    [InlineData("30d", 30)]
    [InlineData("90d", 90)]
    [InlineData("1y", 365)]
    [InlineData("", null)]
    [InlineData("30D", null)]
    [InlineData("1d", null)]
    public void There_are_four_times(string period, int? days) => Assert.Equal(days, ScanPeriods.DaysOf(period));
}
