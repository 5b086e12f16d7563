using System.Net;
using Microsoft.Extensions.Time.Testing;

namespace StatusLevels.Api.Tests.Answers;

/// <summary>
/// The tag of a status: who gets 304, and for how long an answer may be kept. The tests share a clock, which only goes forward.
/// </summary>
public sealed class EntityTagTests(ApiWithClock fixture) : IClassFixture<ApiWithClock>
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    private readonly FakeTimeProvider time = fixture.Time;

    private async Task<(TestOrganization Organization, HttpClient Admin, HttpClient Anyone)> HoldingBForAsync(TimeSpan duration)
    {
        var admin = await fixture.Api.SignedInAsync();
        var organization = new TestOrganization(fixture.Api, admin);
        await (await organization.GrantAsync($$"""{"level":"B","valid_until":"{{time.GetUtcNow() + duration:O}}"}""")).ShouldBeOkAsync();
        return (organization, admin, fixture.Api.Client());
    }

    [Fact]
    public async Task The_tag_of_a_status_is_version_view_language_and_hash()
    {
        var (organization, admin, anyone) = await HoldingBForAsync(100 * Day);
        var address = $"{organization.Address}/status";

        Assert.Matches("""^"1\.public\.en\.[A-Za-z0-9_-]{22}"$""", (await anyone.GetAsync(address, [])).Tag());
        Assert.Matches("""^"1\.public\.ru\.[A-Za-z0-9_-]{22}"$""", (await anyone.GetAsync(address, ("Accept-Language", "ru"))).Tag());
        Assert.Matches("""^"1\.platform_admin\.en\.[A-Za-z0-9_-]{22}"$""", (await admin.GetAsync(address, [])).Tag());
        Assert.Matches(
            """^"0\.public\.en\.[A-Za-z0-9_-]{22}"$""", (await anyone.GetAsync($"/api/organizations/{Guid.NewGuid()}/status", [])).Tag());
    }

    [Fact]
    public async Task Whoever_holds_the_answer_gets_304_with_its_headers_and_no_body()
    {
        var (organization, admin, anyone) = await HoldingBForAsync(100 * Day);
        var address = $"{organization.Address}/status";
        using var first = await anyone.GetAsync(address, []);
        var tag = first.Tag();

        // Apache and others write the coding into it.
        string[] coded = [$"{tag[..^1]}-gzip\"", $"W/{tag[..^1]}-br\"", $"{tag[..^1]};gzip\"", $"{tag[..^1]}--gzip\""];
        foreach (var held in new[] { tag, $"W/{tag}", $"\"other\", {tag}", "*" }.Concat(coded))
        {
            using var again = await anyone.GetAsync(address, ("If-None-Match", held));
            Assert.Equal(HttpStatusCode.NotModified, again.StatusCode);
            Assert.Empty(await again.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
            Assert.Null(again.Content.Headers.ContentType);
            Assert.Equal((tag, first.Vary()), (again.Tag(), again.Vary()));
            Assert.Equal("public, max-age=30", again.Headers.CacheControl?.ToString());
        }

        foreach (var other in new[] { "\"1\"", "\"1.public.en.x\"", "nonsense", tag.Trim('"') })
        {
            Assert.Equal(HttpStatusCode.OK, (await anyone.GetAsync(address, ("If-None-Match", other))).StatusCode);
        }

        // The same version in another view or language is another answer.
        Assert.Equal(HttpStatusCode.OK, (await admin.GetAsync(address, ("If-None-Match", tag))).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await anyone.GetAsync(address, ("If-None-Match", tag), ("Accept-Language", "ru"))).StatusCode);
    }

    [Fact]
    public async Task A_level_that_ran_out_is_never_304()
    {
        var (organization, _, anyone) = await HoldingBForAsync(2 * Day);
        var address = $"{organization.Address}/status";
        var tag = (await anyone.GetAsync(address, [])).Tag();

        time.Advance(2 * Day);

        using var later = await anyone.GetAsync(address, ("If-None-Match", tag));
        Assert.Equal("0", (await later.ShouldBeOkAsync()).Text("current_level"));
        Assert.NotEqual(tag, later.Tag());
    }

    [Fact]
    public async Task A_day_less_is_another_answer_also_with_the_same_version()
    {
        var (organization, _, anyone) = await HoldingBForAsync(100 * Day);
        var address = $"{organization.Address}/status";
        var tag = (await anyone.GetAsync(address, [])).Tag();

        time.Advance(Day);

        using var later = await anyone.GetAsync(address, ("If-None-Match", tag));
        Assert.Equal(99, (await later.ShouldBeOkAsync()).GetProperty("active_levels")[0].GetProperty("days_until_expiry").GetInt32());
        Assert.StartsWith("\"1.public.", later.Tag(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_public_view_is_kept_for_30_s_at_most_and_never_past_the_next_due_instant()
    {
        var (organization, admin, anyone) = await HoldingBForAsync(10 * Day);
        var address = $"{organization.Address}/status";

        foreach (
            var (left, expected) in new[] { (10 * Day, 30), (TimeSpan.FromSeconds(30.1), 30), (TimeSpan.FromSeconds(12.9), 12),
                (TimeSpan.FromSeconds(0.5), 0) })
        {
            // The notices of 7 days and 1 day before the end fall due on the way.
            var status = await (await anyone.GetAsync(address, [])).ShouldBeOkAsync();
            var end = status.GetProperty("active_levels")[0].GetProperty("valid_until").GetDateTimeOffset();
            time.Advance(end - left - time.GetUtcNow());
            Assert.Equal($"public, max-age={expected}", (await anyone.GetAsync(address, [])).Headers.CacheControl?.ToString());
        }

        Assert.Equal("no-store, private", (await admin.GetAsync(address, [])).Headers.CacheControl?.ToString());
    }

    [Fact]
    public async Task A_status_varies_with_credentials_origin_type_language_and_encoding()
    {
        using var answer = await fixture.Api.Client().GetAsync($"/api/organizations/{Guid.NewGuid()}/status", []);

        Assert.StartsWith("Authorization, Cookie, Origin, Accept, Accept-Language, Accept-Encoding", answer.Vary(), StringComparison.Ordinal);
    }
}
