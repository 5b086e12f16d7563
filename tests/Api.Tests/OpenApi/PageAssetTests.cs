using System.Net;

namespace StatusLevels.Api.Tests.OpenApi;

/// <summary>What the page of the API is made of: files inside the program, and nothing beside them.</summary>
public sealed class PageAssetTests(SharedApi shared)
{
    public static TheoryData<string> Assets { get; } = new(
        "index.html", "index.js", "index.css", "swagger-ui.css", "swagger-ui-bundle.js", "swagger-ui-standalone-preset.js",
        "favicon-32x32.png");

    // Sent as they are: a client would tidy them up.
    public static TheoryData<string> Ways { get; } = new(
        "../appsettings.json", "..%2fappsettings.json", "%2e%2e/StatusLevels.Api.dll", "%2e%2e%2f%2e%2e%2fetc%2fpasswd",
        "..\\StatusLevels.Api.dll", "..%5cStatusLevels.Api.dll", "%252e%252e%252fStatusLevels.Api.dll", "//etc/passwd",
        "./../../etc/passwd", "StatusLevels.Api.dll", "index.html%00.js", "index.html/..%2f..%2fStatusLevels.Api.dll");

    [Theory]
    [MemberData(nameof(Assets))]
    public async Task Each_file_is_guarded_like_the_page_and_asked_for_again_by_its_tag(string asset)
    {
        using var answer = await shared.Anyone.GetAsync($"/swagger/{asset}", []);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
        Assert.Equal("DENY", Assert.Single(answer.Headers.GetValues("X-Frame-Options")));
        Assert.Contains("default-src 'self'", Assert.Single(answer.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
        Assert.Equal("max-age=0, private", answer.Headers.CacheControl!.ToString());

        using var again = await shared.Anyone.GetAsync($"/swagger/{asset}", ("If-None-Match", answer.Tag()));
        Assert.Equal(HttpStatusCode.NotModified, again.StatusCode);

        using var head = await shared.Anyone.AskAsync(HttpMethod.Head, $"/swagger/{asset}", null);
        Assert.Equal((HttpStatusCode.OK, answer.Tag()), (head.StatusCode, head.Tag()));
        Assert.Empty(await head.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("GET", "nothing-here.js")]
    [InlineData("HEAD", "nothing-here.js")]
    [InlineData("POST", "index.html")]
    [InlineData("DELETE", "swagger-ui.css")]
    public async Task What_there_is_not_is_404(string method, string asset)
    {
        using var answer = await shared.Anyone.AskAsync(HttpMethod.Parse(method), $"/swagger/{asset}", null);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType!.MediaType);
        Assert.Equal("DENY", Assert.Single(answer.Headers.GetValues("X-Frame-Options")));
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task No_way_leads_to_other_files(string way)
    {
        var answer = await RawRequest.SendAsync(shared.Api, $"GET /swagger/{way} HTTP/1.1", "");

        Assert.True(answer.Status is 400 or 404, answer.Text);
        Assert.DoesNotContain("root:", answer.Text, StringComparison.Ordinal);
    }
}
