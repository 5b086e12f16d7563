using System.IO.Compression;
using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace StatusLevels.Api.Tests.Pages;

/// <summary>Pages as they are answered: headers, languages, errors, and what is kept by caches.</summary>
public sealed partial class PageAnswerTests(SharedApi shared)
{
    private static readonly (string Name, string Value) Html = ("Accept", "text/html,application/xhtml+xml,*/*;q=0.8");

    [Theory]
    [InlineData("/levels")]
    [InlineData("/sign-in")]
    [InlineData("/nothing-here")]
    public async Task A_page_loads_nothing_from_elsewhere_and_cannot_be_framed(string address)
    {
        using var answer = await shared.Anyone.GetAsync(address, Html);

        var policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));
        Assert.StartsWith("default-src 'none'; script-src 'self'; style-src 'self';", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.Equal("strict-origin-when-cross-origin", Assert.Single(answer.Headers.GetValues("Referrer-Policy")));
        Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
    }

    [Theory]
    [InlineData("/nothing-here", true)]
    [InlineData("/api/nothing-here", false)]
    [InlineData("/assets/site.css", false)]
    public async Task A_person_reads_what_went_wrong_on_a_page_and_a_program_in_a_document(string address, bool isPage)
    {
        using var answer = await shared.Anyone.GetAsync(address, Html);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal(isPage ? "text/html" : "application/problem+json", answer.Content.Headers.ContentType!.MediaType);
    }

    [Fact]
    public async Task A_page_of_an_error_names_its_request()
    {
        using var answer = await shared.Anyone.GetAsync("/nothing-here", Html);

        Assert.Matches("<code>[0-9a-f]{32}</code>", await answer.Content.ReadAsStringAsync(Cancelled));
    }

    [Theory]
    [InlineData("", "de, ru;q=0.9, en;q=0.5", "ru")]
    [InlineData("", "", "en")]
    [InlineData("?lang=en", "ru", "en")]
    [InlineData("?lang=xx", "ru", "ru")]
    public async Task The_link_says_the_language_and_then_the_browser(string query, string accepts, string language)
    {
        using var answer = await shared.Anyone.GetAsync($"/levels{query}", ("Accept-Language", accepts));

        Assert.Contains($"<html lang=\"{language}\"", await answer.Content.ReadAsStringAsync(Cancelled), StringComparison.Ordinal);
        Assert.Equal(language, Assert.Single(answer.Content.Headers.ContentLanguage));
        Assert.Equal("Accept-Language, Accept-Encoding", answer.Vary());
    }

    [Fact]
    public async Task The_levels_are_the_same_for_everybody_and_kept_by_caches()
    {
        using var first = await shared.Anyone.GetAsync("/levels", ("Accept-Encoding", "br"));
        using var signedIn = await shared.Admin.GetAsync("/levels", ("Accept-Encoding", "br"));
        using var again = await shared.Anyone.GetAsync("/levels", ("Accept-Encoding", "br"), ("If-None-Match", first.Tag()));
        using var plain = await shared.Anyone.GetAsync("/levels");

        Assert.Equal("public, max-age=300", first.Headers.CacheControl!.ToString());
        Assert.Equal("br", Assert.Single(first.Content.Headers.ContentEncoding));
        Assert.Equal(first.Tag(), signedIn.Tag());
        Assert.False(signedIn.Headers.Contains("Set-Cookie"));
        Assert.Equal(HttpStatusCode.NotModified, again.StatusCode);
        Assert.NotEqual(first.Tag(), plain.Tag());
    }

    [Theory]
    [InlineData("en")]
    [InlineData("ru")]
    public async Task The_levels_say_what_is_enforced(string language)
    {
        var page = WebUtility.HtmlDecode(await shared.Anyone.GetStringAsync($"/levels?lang={language}", Cancelled));
        using var catalog = await shared.Anyone.GetAsync("/api/status-levels/info", ("Accept-Language", language));
        var levels = (await catalog.ShouldBeOkAsync()).GetProperty("levels");

        foreach (var level in new[] { "A", "B", "C" }.Select(levels.GetProperty))
        {
            Assert.Contains(level.GetProperty("name").GetString()!, page, StringComparison.Ordinal);
            Assert.Contains(level.GetProperty("price").GetString()!, page, StringComparison.Ordinal);
            Assert.All(
                level.GetProperty("features").EnumerateArray(),
                feature => Assert.Contains(feature.GetString()!, page, StringComparison.Ordinal));
        }

        Assert.All(
            levels.GetProperty("C").GetProperty("criteria").EnumerateArray(),
            criterion => Assert.Contains(criterion.GetProperty("required_value").GetRawText(), page, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Search_engines_read_the_questions()
    {
        var page = await shared.Anyone.GetStringAsync("/levels?lang=ru", Cancelled);

        using var data = JsonDocument.Parse(StructuredData().Match(page).Groups["json"].Value);
        Assert.Equal("FAQPage", data.RootElement.GetProperty("@type").GetString());
        Assert.Equal("ru", data.RootElement.GetProperty("inLanguage").GetString());
        Assert.True(data.RootElement.GetProperty("mainEntity").GetArrayLength() >= 5);
        Assert.Contains("property=\"og:title\"", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_page_loads_is_named_by_its_content_and_kept_for_good()
    {
        var page = await shared.Anyone.GetStringAsync("/sign-in", Cancelled);
        string[] files = [.. Files().Matches(page).Select(file => file.Value)];
        Assert.Equal(3, files.Length);
        foreach (var file in files)
        {
            using var answer = await shared.Anyone.GetAsync(file);
            Assert.Equal("public, max-age=31536000, immutable", answer.Headers.CacheControl!.ToString());
            using var again = await shared.Anyone.GetAsync(file, ("If-None-Match", answer.Tag()));
            Assert.Equal(HttpStatusCode.NotModified, again.StatusCode);
        }
    }

    [Fact]
    public async Task The_style_sheet_stays_small()
    {
        var page = await shared.Anyone.GetStringAsync("/sign-in", Cancelled);
        var sheet = Files().Matches(page).Select(file => file.Value).Single(file => file.EndsWith(".css", StringComparison.Ordinal));

        using var packed = new MemoryStream();
        await using (var zip = new GZipStream(packed, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            await zip.WriteAsync(await shared.Anyone.GetByteArrayAsync(sheet, Cancelled), Cancelled);
        }

        Assert.InRange(packed.Length, 1, 5 * 1024);
    }

    [Fact]
    public async Task Whoever_forgot_a_password_is_told_where_no_mail_is_sent()
    {
        await using var api = await TestApi.StartAsync(
            new() { ["PUBLIC_BASE_URL"] = "https://levels.example.org" }, environment: "Production");
        using var anyone = api.Client();
        using var answer = await anyone.GetAsync("/forgot-password");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Equal("max-age=31536000", Assert.Single(answer.Headers.GetValues("Strict-Transport-Security")));
        Assert.Contains("No mail is sent from here", await answer.Content.ReadAsStringAsync(Cancelled), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_in_the_path_of_an_invitation_is_moved_out_of_it()
    {
        using var answer = await shared.Anyone.GetAsync("/invitation/some-token");

        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        Assert.Equal("/invitation?token=some-token", answer.Headers.Location!.ToString());
    }

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [GeneratedRegex("/assets/[a-z]+\\.[0-9a-f]{12}\\.[a-z]+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Files();

    [GeneratedRegex(
        "<script type=\"application/ld\\+json\">(?<json>.*?)</script>", RegexOptions.Singleline | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex StructuredData();
}
