using Microsoft.Extensions.Time.Testing;
using StatusLevels.Api.Limits;

namespace StatusLevels.Api.Tests.Limits;

public sealed class TokenBucketTests
{
    private readonly FakeTimeProvider time = new();

    [Fact]
    public void After_a_burst_it_lets_through_what_comes_in_and_says_when()
    {
        var bucket = new TokenBucket(100, 1000, time);
        Assert.Equal(1000, Taken(bucket, 2000));

        Assert.Equal(10, bucket.Refuse()!.Value.TotalMilliseconds, 3);
        time.Advance(TimeSpan.FromMilliseconds(10));
        Assert.Equal(1, Taken(bucket, 5));
        time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(200, Taken(bucket, 2000));
    }

    [Fact]
    public void However_long_the_pause_it_holds_no_more_than_a_burst()
    {
        var bucket = new TokenBucket(100, 7, time);
        Assert.Equal(7, Taken(bucket, 20));
        time.Advance(TimeSpan.FromDays(1));

        Assert.Equal(7, Taken(bucket, 20));
    }

    private static int Taken(TokenBucket bucket, int tries) => Enumerable.Range(0, tries).Count(_ => bucket.Refuse() is null);
}
