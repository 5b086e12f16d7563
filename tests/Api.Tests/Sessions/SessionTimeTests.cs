using System.Net;

namespace StatusLevels.Api.Tests.Sessions;

/// <summary>Sessions as time goes by. The tests of this class share one product and its clock, which only goes forward.</summary>
public sealed class SessionTimeTests(ApiWithClock fixture) : IClassFixture<ApiWithClock>
{
    [Fact]
    public async Task A_session_slides_while_it_is_used_and_ends_two_weeks_after_it_was_last_seen()
    {
        var client = await fixture.Api.SignedInAsync();

        fixture.Time.Advance(TimeSpan.FromDays(13));
        using var extended = await client.GetAsync("/api/session");
        Assert.Equal(fixture.Time.GetUtcNow().AddDays(14), (await extended.ReadJsonAsync()).GetProperty("expires_at").GetDateTimeOffset());
        Assert.Contains("max-age=1209600", SessionTests.SetCookie(extended), StringComparison.OrdinalIgnoreCase);

        fixture.Time.Advance(TimeSpan.FromMinutes(5));
        using var unchanged = await client.GetAsync("/api/session");
        Assert.False(unchanged.Headers.Contains("Set-Cookie"));

        fixture.Time.Advance(TimeSpan.FromDays(14));
        await (await client.GetAsync("/api/session")).ShouldBeProblemAsync(401, "unauthenticated");
    }

    [Fact]
    public async Task A_session_ends_thirty_days_after_sign_in_however_much_it_is_used()
    {
        var client = await fixture.Api.SignedInAsync();
        var end = fixture.Time.GetUtcNow().AddDays(30);
        for (var day = 10; day <= 20; day += 10)
        {
            fixture.Time.Advance(TimeSpan.FromDays(10));
            Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/api/session")).StatusCode);
        }

        fixture.Time.Advance(TimeSpan.FromDays(9));
        using var last = await client.GetAsync("/api/session");
        Assert.Equal(end, (await last.ReadJsonAsync()).GetProperty("expires_at").GetDateTimeOffset());
        Assert.Contains("max-age=86400;", SessionTests.SetCookie(last), StringComparison.OrdinalIgnoreCase);

        fixture.Time.Advance(TimeSpan.FromDays(1));
        await (await client.GetAsync("/api/session")).ShouldBeProblemAsync(401, "unauthenticated");
    }

    [Fact]
    public async Task A_session_that_a_node_of_the_version_before_extended_ends_all_the_same()
    {
        var client = await fixture.Api.SignedInAsync();
        await using (var extend = fixture.Api.Database.DataSource.CreateCommand("update sessions set expires_at = expires_at + interval '1 year', last_seen_at = expires_at"))
        {
            await extend.ExecuteNonQueryAsync();
        }

        fixture.Time.Advance(TimeSpan.FromDays(30));

        await (await client.GetAsync("/api/session")).ShouldBeProblemAsync(401, "unauthenticated");
    }

    [Fact]
    public async Task Expired_sessions_are_cleared_away()
    {
        await fixture.Api.SignedInAsync();
        fixture.Time.Advance(TimeSpan.FromDays(400));
        await fixture.Api.SignedInAsync();

        await using var command = fixture.Api.Database.DataSource.CreateCommand("select count(*) from statuslevels.sessions");
        Assert.Equal(1L, await command.ExecuteScalarAsync());
    }
}
