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
    public async Task Expired_sessions_are_cleared_away()
    {
        await fixture.Api.SignedInAsync();
        fixture.Time.Advance(TimeSpan.FromDays(15));
        await fixture.Api.SignedInAsync();

        await using var command = fixture.Api.Database.DataSource.CreateCommand("select count(*) from statuslevels.sessions");
        Assert.Equal(1L, await command.ExecuteScalarAsync());
    }
}
