using System.Net;

namespace StatusLevels.Api.Tests.Security;

public sealed class OriginTests(OriginTests.Fixture fixture) : IClassFixture<OriginTests.Fixture>
{
    private const string FrontEnd = "https://app.example.org";
    private const string Credentials = $$"""{"email":"{{TestApi.AdminEmail}}","password":"{{TestApi.AdminPassword}}"}""";

    private readonly TestApi api = fixture.Api;

    public sealed class Fixture : IAsyncLifetime
    {
        internal TestApi Api { get; private set; } = null!;

        public async ValueTask InitializeAsync() =>
            Api = await TestApi.StartAsync(new() { ["CORS_ORIGINS"] = $"{FrontEnd}, http://localhost:3000" });

        public ValueTask DisposeAsync() => Api.DisposeAsync();
    }

    private static async Task<HttpResponseMessage> SendAsync(
        HttpClient client, HttpMethod method, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, "/api/session");
        if (method == HttpMethod.Post)
        {
            request.Content = Json.Content(Credentials);
        }

        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await client.SendAsync(request);
    }

    [Theory]
    [InlineData("https://evil.example.org")]
    [InlineData("http://app.example.org")]
    [InlineData("https://app.example.org.evil.org")]
    [InlineData("https://app.example.org:8443")]
    [InlineData("null")]
    [InlineData("")]
    public async Task Signing_in_from_another_origin_is_refused(string origin)
    {
        using var answer = await SendAsync(api.Client(), HttpMethod.Post, ("Origin", origin));

        await answer.ShouldBeProblemAsync(403, "origin_not_allowed");
        Assert.False(answer.Headers.Contains("Set-Cookie"));
        Assert.False(answer.Headers.Contains("Access-Control-Allow-Origin"));
    }

    [Theory]
    [InlineData("cross-site")]
    [InlineData("same-site")]
    [InlineData("cross-site, same-origin")]
    [InlineData("Cross-Site")]
    [InlineData("")]
    [InlineData("something new")]
    public async Task Another_site_of_the_fetch_without_an_origin_is_refused(string site) =>
        await (await SendAsync(api.Client(), HttpMethod.Post, ("Sec-Fetch-Site", site))).ShouldBeProblemAsync(403, "origin_not_allowed");

    [Theory]
    [InlineData("same-origin")]
    [InlineData("none")]
    public async Task The_own_site_and_the_address_bar_are_fine(string site) =>
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(api.Client(), HttpMethod.Post, ("Sec-Fetch-Site", site))).StatusCode);

    [Fact]
    public async Task The_own_origin_is_allowed() =>
        Assert.Equal(
            HttpStatusCode.OK,
            (await SendAsync(api.Client(), HttpMethod.Post, ("Origin", api.Address.GetLeftPart(UriPartial.Authority)))).StatusCode);

    [Fact]
    public async Task With_a_public_base_url_that_one_is_the_own_origin()
    {
        await using var own = await TestApi.StartAsync(new() { ["PUBLIC_BASE_URL"] = "https://levels.example.org/app" });

        Assert.Equal(
            HttpStatusCode.OK, (await SendAsync(own.Client(), HttpMethod.Post, ("Origin", "https://levels.example.org"))).StatusCode);
        foreach (var host in new[] { "other.example.org", "203.0.113.7", "localhost.example.org" })
        {
            using var refused = await SendAsync(own.Client(), HttpMethod.Post, ("Origin", $"http://{host}"), ("Host", host));
            await refused.ShouldBeProblemAsync(403, "origin_not_allowed");
        }

        using var local = await SendAsync(own.Client(), HttpMethod.Post, ("Origin", own.Address.GetLeftPart(UriPartial.Authority)));
        Assert.Equal(HttpStatusCode.OK, local.StatusCode);
    }

    [Theory]
    [InlineData("evil.test", HttpStatusCode.Forbidden)]
    [InlineData("localhost", HttpStatusCode.OK)]
    [InlineData("127.0.0.1:8080", HttpStatusCode.OK)]
    [InlineData("[::1]:8080", HttpStatusCode.OK)]
    [InlineData("192.168.1.7:8080", HttpStatusCode.OK)]
    public async Task On_a_developers_machine_a_name_that_leads_here_is_no_own_origin(string host, HttpStatusCode expected) =>
        Assert.Equal(expected, (await SendAsync(api.Client(), HttpMethod.Post, ("Origin", $"http://{host}"), ("Host", host))).StatusCode);

    [Fact]
    public async Task A_configured_front_end_is_allowed_with_credentials()
    {
        using var answer = await SendAsync(api.Client(), HttpMethod.Post, ("Origin", FrontEnd), ("Sec-Fetch-Site", "cross-site"));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(FrontEnd, Assert.Single(answer.Headers.GetValues("Access-Control-Allow-Origin")));
        Assert.Equal("true", Assert.Single(answer.Headers.GetValues("Access-Control-Allow-Credentials")));
        Assert.Contains("Origin", answer.Headers.Vary);
    }

    [Fact]
    public async Task A_configured_front_end_may_read_problems_too()
    {
        using var answer = await SendAsync(api.Client(), HttpMethod.Get, ("Origin", FrontEnd));

        await answer.ShouldBeProblemAsync(401, "unauthenticated");
        Assert.Equal(FrontEnd, Assert.Single(answer.Headers.GetValues("Access-Control-Allow-Origin")));
    }

    [Fact]
    public async Task A_preflight_is_answered_for_configured_front_ends_only()
    {
        using var allowed = await SendAsync(
            api.Client(), HttpMethod.Options, ("Origin", FrontEnd), ("Access-Control-Request-Method", "DELETE"),
            ("Access-Control-Request-Headers", "content-type,idempotency-key"));
        using var refused = await SendAsync(
            api.Client(), HttpMethod.Options, ("Origin", "https://evil.example.org"), ("Access-Control-Request-Method", "DELETE"));

        Assert.Equal(HttpStatusCode.NoContent, allowed.StatusCode);
        Assert.Equal(FrontEnd, Assert.Single(allowed.Headers.GetValues("Access-Control-Allow-Origin")));
        Assert.Contains("DELETE", Assert.Single(allowed.Headers.GetValues("Access-Control-Allow-Methods")), StringComparison.Ordinal);
        Assert.False(refused.Headers.Contains("Access-Control-Allow-Origin"));
    }

    [Fact]
    public async Task A_front_end_may_send_what_the_product_reads_and_read_what_it_says()
    {
        string[] sent =
        [
            "accept", "accept-language", "authorization", "content-type", "idempotency-key", "if-match", "if-none-match", "traceparent",
            "tracestate",
        ];
        using var preflight = await SendAsync(
            api.Client(), HttpMethod.Options, ("Origin", FrontEnd), ("Access-Control-Request-Method", "POST"),
            ("Access-Control-Request-Headers", string.Join(',', sent)));
        using var answer = await SendAsync(api.Client(), HttpMethod.Get, ("Origin", FrontEnd));

        var allowed = string.Join(',', preflight.Headers.GetValues("Access-Control-Allow-Headers")).Split(
            ',', StringSplitOptions.TrimEntries);
        Assert.Empty(sent.Except(allowed, StringComparer.OrdinalIgnoreCase));
        var exposed = string.Join(',', answer.Headers.GetValues("Access-Control-Expose-Headers")).Split(
            ',', StringSplitOptions.TrimEntries);
        string[] said =
        [
            "Accept-Encoding", "Age", "Allow", "Content-Disposition", "ETag", "Idempotency-Replayed", "Link", "Location", "Retry-After",
            "WWW-Authenticate",
        ];
        Assert.Equal(said, exposed.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Basic_credentials_that_a_proxy_passed_on_are_named_as_the_cause()
    {
        using var answer = await SendAsync(api.Client(), HttpMethod.Post, ("Authorization", "Basic c3RhZ2luZzpzZWNyZXQ="));

        Assert.Contains("proxy", (await answer.ShouldBeProblemAsync(401, "unauthenticated")).Text("detail"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_change_by_cookie_from_another_origin_is_refused_and_changes_nothing()
    {
        var client = await api.SignedInAsync();

        await (await SendAsync(client, HttpMethod.Delete, ("Origin", "https://evil.example.org")))
            .ShouldBeProblemAsync(403, "origin_not_allowed");
        await (await SendAsync(client, HttpMethod.Delete, ("Sec-Fetch-Site", "cross-site")))
            .ShouldBeProblemAsync(403, "origin_not_allowed");

        Assert.Equal(HttpStatusCode.OK, (await SendAsync(client, HttpMethod.Get, ("Origin", "https://evil.example.org"))).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await SendAsync(client, HttpMethod.Delete, ("Origin", FrontEnd))).StatusCode);
    }

    [Theory]
    [InlineData("Bearer nonsense")]
    [InlineData("Basic YWRtaW46YWRtaW4=")]
    [InlineData("nonsense")]
    public async Task Authorization_beats_the_cookie_and_a_bad_one_is_401(string authorization)
    {
        var client = await api.SignedInAsync();

        using var answer = await SendAsync(client, HttpMethod.Get, ("Authorization", authorization));

        await answer.ShouldBeProblemAsync(401, "unauthenticated");
        Assert.Equal("Bearer", answer.Headers.WwwAuthenticate.Single().Scheme);
    }
}
