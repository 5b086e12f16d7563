using System.Net;
using StatusLevels.Api.Security;
using StatusLevels.Api.Tests.Security;

namespace StatusLevels.Api.Tests.Limits;

/// <summary>Who asks too often is told to wait; nobody else is. Each test has addresses of its own.</summary>
public sealed class CallLimitTests(LimitedApi limited) : IClassFixture<LimitedApi>
{
    private const string Info = "/api/status-levels/info";

    private static async Task AllowsThreeAsync(Func<Task<HttpResponseMessage>> ask, HttpStatusCode answer = HttpStatusCode.OK)
    {
        for (var request = 0; request < 3; request++)
        {
            using var allowed = await ask();
            Assert.True(answer == allowed.StatusCode, $"{request}: {(int)allowed.StatusCode} {await allowed.Content.ReadAsStringAsync()}");
        }
    }

    private static async Task RefusesAsync(HttpResponseMessage refused, int leastSeconds, int mostSeconds)
    {
        using (refused)
        {
            await refused.ShouldBeProblemAsync(429, "rate_limited");
            Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds, leastSeconds, mostSeconds);
        }
    }

    [Fact]
    public async Task Anyone_is_counted_by_address()
    {
        await AllowsThreeAsync(() => limited.FromAsync("192.0.2.1"));

        await RefusesAsync(await limited.FromAsync("192.0.2.1"), 1, 60);
        await AllowsThreeAsync(() => limited.FromAsync("192.0.2.2"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("?at=")]
    public async Task A_status_counts_once_whichever_way_it_is_read(string query)
    {
        var (organization, address) = (Guid.NewGuid(), $"192.0.2.{100 + query.Length}");
        await AllowsThreeAsync(() => limited.FromAsync(address, $"/api/organizations/{organization}/status{query}"));

        await RefusesAsync(await limited.FromAsync(address, $"/api/organizations/{organization}/status{query}"), 1, 60);
    }

    [Fact]
    public async Task The_addresses_of_one_IPv6_network_count_together()
    {
        var number = 0;
        await AllowsThreeAsync(() => limited.FromAsync($"2001:db8:1:1::{++number}"));

        await RefusesAsync(await limited.FromAsync("2001:db8:1:1:ffff::9"), 1, 60);
        await AllowsThreeAsync(() => limited.FromAsync("2001:db8:1:2::1"));
    }

    [Fact]
    public async Task Behind_a_proxy_what_a_client_made_up_in_front_of_its_address_does_not_count()
    {
        var number = 0;
        await AllowsThreeAsync(() => limited.FromAsync($"203.0.113.{++number}, 192.0.2.3"));

        await RefusesAsync(await limited.FromAsync("203.0.113.9, 192.0.2.3"), 1, 60);
    }

    [Fact]
    public async Task Without_a_trusted_proxy_a_forwarded_address_does_not_count()
    {
        await using var open = await TestApi.StartAsync(new() { ["PUBLIC_PER_MINUTE"] = "1" });
        foreach (var (address, status) in new[] { ("192.0.2.1", 200), ("192.0.2.2", 429) })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, Info) { Headers = { { "X-Forwarded-For", address } } };
            Assert.Equal(status, (int)(await open.Client().SendAsync(request)).StatusCode);
        }
    }

    [Fact]
    public async Task Badges_scans_and_their_script_have_a_limit_of_their_own()
    {
        await using var open = await TestApi.StartAsync(new() { ["PUBLIC_PER_MINUTE"] = "1", ["BADGES_PER_MINUTE"] = "3" });
        var anyone = open.Client();
        string[] embedded = [$"/badges/{Guid.NewGuid()}.svg", "/q/nobody22", "/embed/badge.js", $"/badges/{Guid.NewGuid()}/qr.svg"];
        var statuses = new List<int>();
        foreach (var address in embedded)
        {
            statuses.Add((int)(await anyone.GetAsync(address)).StatusCode);
        }

        Assert.Equal([200, 404, 200, 429], statuses);
        Assert.Equal(200, (int)(await anyone.GetAsync(Info)).StatusCode);
    }

    [Fact]
    public async Task Whoever_signed_in_is_counted_as_a_person_wherever_they_are()
    {
        using var here = await limited.Api.SignedInAsync();
        using var there = await limited.Api.SignedInAsync();
        await AllowsThreeAsync(() => here.GetAsync("/api/session"));

        await RefusesAsync(await there.GetAsync("/api/session"), 1, 60);
        await AllowsThreeAsync(() => limited.FromAsync("192.0.2.4"));
    }

    [Fact]
    public async Task What_somebody_may_not_do_is_counted_with_what_they_may()
    {
        using var service = await limited.ServiceAsync(Scopes.StatusWrite);
        await AllowsThreeAsync(() => service.GetAsync("/api/admin/users"), HttpStatusCode.Forbidden);

        await RefusesAsync(await service.GetAsync("/api/admin/users"), 1, 60);
        await RefusesAsync(await service.GetAsync(Info), 1, 60);
    }

    [Fact]
    public async Task Changes_from_a_page_that_may_not_make_them_are_counted()
    {
        async Task<HttpResponseMessage> ChangeAsync() => await limited.Api.Client().AskAsync(
            HttpMethod.Post, "/api/session", "{}", ("X-Forwarded-For", "192.0.2.8"), ("Origin", "https://elsewhere.example.org"));

        await AllowsThreeAsync(ChangeAsync, HttpStatusCode.Forbidden);

        await RefusesAsync(await ChangeAsync(), 1, 60);
    }

    [Fact]
    public async Task Each_service_key_is_counted_by_itself()
    {
        using var first = await limited.ServiceAsync(Scopes.StatusWrite);
        using var second = await limited.ServiceAsync(Scopes.StatusWrite);
        await AllowsThreeAsync(() => first.GetAsync(Info));

        await RefusesAsync(await first.GetAsync(Info), 1, 60);
        await AllowsThreeAsync(() => second.GetAsync(Info));
    }

    [Fact]
    public async Task Signed_webhooks_have_a_burst_and_a_rate_of_their_own()
    {
        async Task<HttpResponseMessage> ReportAsync()
        {
            var body = $$"""{"subscription_id":"sub_1","new_status":"active","organization_id":"{{Guid.NewGuid()}}"}""";
            using var request =
                new HttpRequestMessage(HttpMethod.Post, "/api/webhooks/subscription-status-changed") { Content = Json.Content(body) };
            foreach (var (name, value) in SecuredApi.Signed(body, LimitedApi.WebhookSecret, at: limited.Time.GetUtcNow()))
            {
                request.Headers.Add(name, value);
            }

            return await limited.Api.Client().SendAsync(request);
        }

        await AllowsThreeAsync(ReportAsync);
        await RefusesAsync(await ReportAsync(), 1, 1);

        limited.Time.Advance(TimeSpan.FromSeconds(2));

        await (await ReportAsync()).ShouldBeOkAsync();
        await (await ReportAsync()).ShouldBeOkAsync();
        await RefusesAsync(await ReportAsync(), 1, 1);
    }

    [Fact]
    public async Task A_minute_after_the_first_request_the_count_begins_anew()
    {
        await AllowsThreeAsync(() => limited.FromAsync("192.0.2.5"));
        limited.Time.Advance(TimeSpan.FromSeconds(45));
        await RefusesAsync(await limited.FromAsync("192.0.2.5"), 15, 15);

        limited.Time.Advance(TimeSpan.FromSeconds(15));

        await AllowsThreeAsync(() => limited.FromAsync("192.0.2.5"));
    }

    [Fact]
    public async Task Health_is_exempt()
    {
        for (var request = 0; request < 5; request++)
        {
            Assert.Equal(HttpStatusCode.OK, (await limited.FromAsync("192.0.2.6", "/healthz")).StatusCode);
            Assert.Equal(HttpStatusCode.OK, (await limited.FromAsync("192.0.2.6", "/readyz")).StatusCode);
        }

        await AllowsThreeAsync(() => limited.FromAsync("192.0.2.6"));
    }

    [Fact]
    public async Task Who_may_not_call_hears_that_first_and_the_shape_of_a_body_comes_after_the_limit()
    {
        await AllowsThreeAsync(() => limited.FromAsync("192.0.2.7", "/api/session", HttpMethod.Post, "{"), HttpStatusCode.BadRequest);

        await (await limited.FromAsync("192.0.2.7", "/api/admin/upgrade-requests")).ShouldBeProblemAsync(401, "unauthenticated");
        await RefusesAsync(await limited.FromAsync("192.0.2.7", "/api/session", HttpMethod.Post, "{"), 1, 60);
    }
}
