using System.Globalization;
using Microsoft.Extensions.Time.Testing;
using StatusLevels.Api.Limits;

namespace StatusLevels.Api.Tests.Limits;

public sealed class AttemptCounterTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly FakeTimeProvider time = new();

    [Fact]
    public void One_try_too_many_waits_until_the_window_is_over()
    {
        var counter = new AttemptCounter(2, Minute, 10, time);
        Assert.Null(counter.Refuse("a"));
        time.Advance(TimeSpan.FromSeconds(20));
        Assert.Null(counter.Refuse("a"));

        Assert.Equal(TimeSpan.FromSeconds(40), counter.Refuse("a"));
        Assert.Null(counter.Refuse("b"));
        time.Advance(TimeSpan.FromSeconds(40));
        Assert.Null(counter.Refuse("a"));
    }

    [Fact]
    public void To_ask_whether_a_key_is_used_up_counts_nothing()
    {
        var counter = new AttemptCounter(1, Minute, 10, time);
        Assert.False(counter.IsUsedUp(7));
        Assert.False(counter.IsUsedUp(7));
        Assert.Null(counter.Refuse(7));

        Assert.True(counter.IsUsedUp(7));
        Assert.False(counter.IsUsedUp(8));
        time.Advance(Minute);
        Assert.False(counter.IsUsedUp(7));
    }

    [Fact]
    public void Whatever_arrives_no_more_is_remembered_than_may_be()
    {
        var counter = new AttemptCounter(2, Minute, 1000, time);
        var refused = Enumerable.Range(0, 100_000).Count(
            number => counter.Refuse(number.ToString(CultureInfo.InvariantCulture)) is not null);

        Assert.Equal((1000, 99_000), (counter.Remembered, refused));
        Assert.Null(counter.Refuse("0"));
        time.Advance(Minute);
        Assert.Null(counter.Refuse("another one"));
        Assert.Equal(1, counter.Remembered);
    }

    [Fact]
    public void What_stays_open_to_strangers_forgets_the_oldest_and_remembers_no_more()
    {
        var counter = new AttemptCounter(1, Minute, 1000, time) { ForgetsOldest = true };

        Assert.All(Enumerable.Range(0, 100_000), number => Assert.Null(counter.Refuse(number.ToString(CultureInfo.InvariantCulture))));

        Assert.Equal(1000, counter.Remembered);
        Assert.NotNull(counter.Refuse("99999"));
        Assert.NotNull(counter.Refuse("99000"));
        Assert.Null(counter.Refuse("98999"));
    }
}
