using System.Net;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using Microsoft.Extensions.DependencyInjection;
using StatusLevels.Api.Organizations;

namespace StatusLevels.Api.Tests.Badges;

/// <summary>Badges over HTTP: what counts now, for whoever asks.</summary>
public sealed class BadgeTests(SharedApi shared)
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    private readonly HttpClient anyone = shared.Anyone;

    [Fact]
    public async Task A_badge_shows_the_level_that_counts_and_another_one_right_after_a_revocation()
    {
        var organization = await shared.OrganizationWithAsync("AB");
        Assert.Equal("Level B: Verified by the platform", await TitleAsync($"{organization.Id}"));

        await (await organization.RevokeAsync("B?reason=closed")).ShouldBeOkAsync();

        Assert.Equal("Level A: Self-declared", await TitleAsync($"{organization.Id}"));
    }

    [Fact]
    public async Task Most_badges_come_from_memory_by_the_way_of_the_public_status()
    {
        var organization = await shared.OrganizationWithAsync("A");
        var counts = shared.Api.Services.GetRequiredService<StatusCounts>();
        await TitleAsync($"{organization.Id}");
        await organization.StatusAsync(shared.Admin);
        var before = counts.Warm;

        foreach (var query in (string[])["", "?style=seal", "?style=card", "?host=elsewhere.example", "?lang=ru&theme=dark"])
        {
            await PictureAsync($"{organization.Id}", query);
        }

        // Others may read meanwhile, and count on top.
        Assert.True(counts.Warm - before >= 5);
    }

    [Fact]
    public async Task Whoever_has_no_level_and_whom_nobody_knows_has_a_badge_that_says_so()
    {
        var forgotten = await shared.OrganizationWithAsync("AB");
        await (await shared.Admin.DeleteAsync($"/api/admin/organizations/{forgotten.Id}")).ShouldBeOkAsync();

        foreach (var name in (string[])[$"{Guid.NewGuid()}", $"{forgotten.Id}", "nobody-has-this-slug"])
        {
            Assert.Equal("No status level", await TitleAsync(name));
        }
    }

    [Theory]
    [InlineData("Nobody")]
    [InlineData("a..b")]
    [InlineData("а-cyrillic")]
    [InlineData("..%2f..%2fetc")]
    [InlineData("00000000-0000-0000-0000-00000000000g_")]
    public async Task What_is_neither_id_nor_slug_is_refused_and_kept_nowhere(string name)
    {
        using var answer = await anyone.GetAsync($"/badges/{name}.svg");

        await answer.ShouldBeProblemAsync(400, "malformed_id");
        Assert.Equal("no-store", $"{answer.Headers.CacheControl}");
    }

    [Fact]
    public async Task A_badge_can_be_loaded_from_any_site_and_kept_for_half_a_minute()
    {
        var organization = await shared.OrganizationWithAsync("AB");
        using var answer = await anyone.GetAsync(
            $"/badges/{organization.Id}.svg", ("Origin", "https://elsewhere.example"), ("Cookie", "session_id=made.up; other=1"),
            ("Accept-Encoding", "gzip, br"));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("image/svg+xml", answer.Content.Headers.ContentType!.MediaType);
        Assert.Equal("public, max-age=30, must-revalidate", answer.Headers.NonValidated["Cache-Control"].ToString());
        Assert.Equal("Accept-Language", answer.Vary());
        Assert.Equal("*", One(answer, "Access-Control-Allow-Origin"));
        Assert.False(answer.Headers.Contains("Access-Control-Allow-Credentials"));
        Assert.Equal("cross-origin", One(answer, "Cross-Origin-Resource-Policy"));
        Assert.Equal("default-src 'none'; style-src 'unsafe-inline'; sandbox", One(answer, "Content-Security-Policy"));
        Assert.Equal("nosniff", One(answer, "X-Content-Type-Options"));
        Assert.Empty(answer.Content.Headers.ContentEncoding);
        Assert.False(answer.Headers.Contains("Set-Cookie"));
    }

    [Fact]
    public async Task A_tag_names_these_bytes_of_this_version()
    {
        var organization = await shared.OrganizationWithAsync("A");
        using var first = await anyone.GetAsync($"/badges/{organization.Id}.svg");
        using var same = await anyone.GetAsync($"/badges/{organization.Id}.svg", ("If-None-Match", first.Tag()));
        using var other = await anyone.GetAsync($"/badges/{organization.Id}.svg?style=seal", ("If-None-Match", first.Tag()));

        Assert.StartsWith("\"1.", first.Tag(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotModified, same.StatusCode);
        Assert.Empty(await same.Content.ReadAsByteArrayAsync());
        Assert.Equal(HttpStatusCode.OK, other.StatusCode);

        await (await organization.GrantAsync("""{"level":"B"}""")).ShouldBeOkAsync();
        using var later = await anyone.GetAsync($"/badges/{organization.Id}.svg", ("If-None-Match", first.Tag()));
        Assert.Equal(HttpStatusCode.OK, later.StatusCode);
    }

    [Theory]
    [InlineData("", "ru", "Уровень A: Самодекларация")]
    [InlineData("?lang=en", "ru", "Level A: Self-declared")]
    [InlineData("?lang=de", "ru", "Уровень A: Самодекларация")]
    [InlineData("?lang=RU", null, "Уровень A: Самодекларация")]
    [InlineData("?style=frame&theme=pink&lang=", null, "Level A: Self-declared")]
    public async Task What_does_not_exist_is_the_usual_one(string query, string? accepted, string title)
    {
        var organization = await shared.OrganizationWithAsync("A");
        (string, string)[] headers = accepted is null ? [] : [("Accept-Language", accepted)];
        using var answer = await anyone.GetAsync($"/badges/{organization.Id}.svg{query}", headers);
        var picture = XDocument.Parse(await answer.Content.ReadAsStringAsync()).Root!;

        Assert.Equal(title, picture.Element(Svg + "title")!.Value);
        Assert.Equal("20", picture.Attribute("height")!.Value);
    }

    [Fact]
    public async Task A_slug_an_id_and_the_id_in_capitals_show_the_same_and_a_card_shows_the_name()
    {
        var organization = await shared.OrganizationWithAsync("AB");
        var slug = $"mill-{Guid.NewGuid():n}";
        await (await shared.Admin.SendAsync(HttpMethod.Put, $"/api/admin/organizations/{organization.Id}", new JsonObject
        {
            ["name"] = "Mill & Sons <Ltd>",
            ["slug"] = slug,
            ["contact_emails"] = new JsonArray(),
            ["locale"] = "en",
        })).ShouldBeOkAsync();

        string[] names = [slug, $"{organization.Id}", $"{organization.Id}".ToUpperInvariant()];
        var pictures = new List<string>();
        foreach (var name in names)
        {
            pictures.Add(await PictureAsync(name, "?style=card"));
        }

        Assert.Single(pictures.Distinct(StringComparer.Ordinal));
        Assert.StartsWith(
            "Mill & Sons <Ltd>: Level B", XDocument.Parse(pictures[0]).Root!.Element(Svg + "title")!.Value, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Others_draw_the_badge_from_the_form_that_shields_takes()
    {
        var organization = await shared.OrganizationWithAsync("AB");
        using var answer = await anyone.GetAsync($"/badges/{organization.Id}.json");
        var badge = await answer.ShouldBeOkAsync();

        Assert.Equal(["schemaVersion", "label", "message", "color"], badge.Names());
        Assert.Equal(
            (1, "B · Verified by the platform", "#1d4ed8"),
            (badge.GetProperty("schemaVersion").GetInt32(), badge.Text("message"), badge.Text("color")));
    }

    [Fact]
    public async Task The_script_is_small_and_can_be_loaded_from_any_site()
    {
        using var answer = await anyone.GetAsync("/embed/badge.js", ("Origin", "https://elsewhere.example"));
        var script = await answer.Content.ReadAsByteArrayAsync();
        using var packed = new MemoryStream();
        await using (
            var gzip = new System.IO.Compression.GZipStream(packed, System.IO.Compression.CompressionLevel.Optimal, leaveOpen: true))
        {
            await gzip.WriteAsync(script);
        }

        Assert.True(packed.Length <= 1536, $"{packed.Length} bytes");
        Assert.Equal("text/javascript", answer.Content.Headers.ContentType!.MediaType);
        Assert.Equal("*", One(answer, "Access-Control-Allow-Origin"));
        Assert.Equal("cross-origin", One(answer, "Cross-Origin-Resource-Policy"));
        using var same = await anyone.GetAsync("/embed/badge.js", ("If-None-Match", answer.Tag()));
        Assert.Equal(HttpStatusCode.NotModified, same.StatusCode);
    }

    [Fact]
    public async Task Head_has_the_headers_of_the_badge()
    {
        var organization = await shared.OrganizationWithAsync("A");
        using var request = new HttpRequestMessage(HttpMethod.Head, $"/badges/{organization.Id}.svg");
        using var head = await anyone.SendAsync(request);
        using var whole = await anyone.GetAsync($"/badges/{organization.Id}.svg");

        Assert.Equal(whole.Tag(), head.Tag());
        Assert.Empty(await head.Content.ReadAsByteArrayAsync());
    }

    private async Task<string> TitleAsync(string name) =>
        XDocument.Parse(await PictureAsync(name)).Root!.Element(Svg + "title")!.Value;

    private async Task<string> PictureAsync(string name, string query = "")
    {
        using var answer = await anyone.GetAsync($"/badges/{name}.svg{query}");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadAsStringAsync();
    }

    private static string One(HttpResponseMessage answer, string header) => Assert.Single(answer.Headers.GetValues(header));
}
