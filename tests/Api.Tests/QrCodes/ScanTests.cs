using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using StatusLevels.Api.Tests.WebhookEndpoints;
using StatusLevels.Testing;

namespace StatusLevels.Api.Tests.QrCodes;

/// <summary>QR codes of an organization: made, scanned, counted, removed.</summary>
public sealed class ScanTests(SharedApi shared)
{
    private const string Phone = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148 Safari/604.1";

    private readonly HttpClient anyone = shared.Anyone;
    private readonly HttpClient admin = shared.Admin;

    [Fact]
    public async Task A_scan_leads_to_the_passport_and_is_counted()
    {
        var organization = shared.Organization();
        var code = await MakeAsync(organization, "Shop window");
        Assert.Equal(
            ($"{anyone.BaseAddress}q/{code.Text("code")}", "passport", true),
            (code.Text("url"), code.Text("target"), code.GetProperty("is_active").GetBoolean()));
        Assert.Matches("^[a-z0-9]{8}$", code.Text("code"));

        foreach (var _ in Enumerable.Range(0, 3))
        {
            using var scan = await ScanAsync(code);
            Assert.Equal(HttpStatusCode.Redirect, scan.StatusCode);
            Assert.Equal($"/organizations/{organization.Id}", scan.Headers.Location!.OriginalString);
            Assert.Equal("no-store", $"{scan.Headers.CacheControl}");
            Assert.False(scan.Headers.Contains("Set-Cookie"));
        }

        var listed = await CountedAsync(organization, 3);
        Assert.Equal(1, listed.GetProperty("unique_scans").GetInt64());
        var timeline = await (await admin.GetAsync($"{Codes(organization)}/{code.Text("id")}/timeline?period=7d")).ShouldBeOkAsync();
        Assert.Equal(["data_points", "period", "total_scans"], timeline.Names());
        Assert.Equal(
            (7, "7d", 3L),
            (
                timeline.GetProperty("data_points").GetArrayLength(), timeline.Text("period"),
                timeline.GetProperty("total_scans").GetInt64()));
        var today = timeline.GetProperty("data_points").EnumerateArray().Last();
        Assert.Equal(["date", "count"], today.Names());
        Assert.Equal(TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), today.Text("date"));
    }

    [Fact]
    public async Task Of_a_scan_neither_address_nor_user_agent_is_kept()
    {
        var organization = shared.Organization();
        var code = await MakeAsync(organization, "Leaflet");

        using var scan = await ScanAsync(
            code, "?utm_source=leaflet&utm_medium=" + new string('m', 65), ("Accept-Language", "ru-RU,ru;q=0.9"),
            ("Referer", "https://Shop.Example.org/a?secret=1"));

        await CountedAsync(organization, 1);
        var row = (string)(await organization.ScalarAsync(
            "select to_jsonb(s)::text from qr_scans as s join qr_codes as q on q.id = s.qr_code_id where q.organization_id = $1"))!;
        var kept = JsonDocument.Parse(row).RootElement;
        Assert.Equal(
            ["qr_code_id", "occurred_at", "visitor", "device", "language", "host", "utm_source", "utm_medium", "utm_campaign", "utm_term",
                "utm_content"],
            kept.Names().OrderBy(
                name =>
                    Array.IndexOf(
                        ["qr_code_id", "occurred_at", "visitor", "device", "language", "host", "utm_source", "utm_medium", "utm_campaign",
                            "utm_term", "utm_content"],
                        name)));
        Assert.Equal(
            ("phone", "ru", "shop.example.org", "leaflet"),
            (kept.Text("device"), kept.Text("language"), kept.Text("host"), kept.Text("utm_source")));
        Assert.Equal(JsonValueKind.Null, kept.GetProperty("utm_medium").ValueKind);
    }

    [Theory]
    [InlineData("User-Agent", "Googlebot/2.1 (+http://www.google.com/bot.html)")]
    [InlineData("User-Agent", "WhatsApp/2.23")]
    [InlineData("User-Agent", "curl/8.5.0")]
    [InlineData("Sec-Purpose", "prefetch;prerender")]
    [InlineData("Purpose", "prefetch")]
    [InlineData("HEAD", "")]
    public async Task Robots_previews_and_prefetches_are_led_on_and_not_counted(string header, string value)
    {
        var organization = shared.Organization();
        var code = await MakeAsync(organization, "Door");

        using (var request = new HttpRequestMessage(header == "HEAD" ? HttpMethod.Head : HttpMethod.Get, $"/q/{code.Text("code")}"))
        {
            request.Headers.TryAddWithoutValidation("User-Agent", header == "User-Agent" ? value : Phone);
            if (header is not ("HEAD" or "User-Agent"))
            {
                request.Headers.TryAddWithoutValidation(header, value);
            }

            using var answer = await anyone.SendAsync(request);
            Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        }

        // Somebody who comes later is counted, and nobody before.
        using var person = await ScanAsync(code);
        Assert.Equal(1, (await CountedAsync(organization, 1)).GetProperty("total_scans").GetInt64());
    }

    [Fact]
    public async Task A_code_that_is_switched_off_or_removed_leads_on_and_counts_nothing()
    {
        var organization = shared.Organization();
        var code = await MakeAsync(organization, "Window");
        var address = $"{Codes(organization)}/{code.Text("id")}";
        using (await ScanAsync(code))
        {
        }

        await CountedAsync(organization, 1);
        var off = await (await admin.SendAsync(HttpMethod.Patch, address, new JsonObject { ["is_active"] = false })).ShouldBeOkAsync();
        Assert.Equal(("Window", false), (off.Text("label"), off.GetProperty("is_active").GetBoolean()));
        using (var scan = await ScanAsync(code))
        {
            Assert.Equal(HttpStatusCode.Redirect, scan.StatusCode);
        }

        await (
            await admin.SendAsync(
                HttpMethod.Patch, address, new JsonObject { ["is_active"] = true, ["label"] = "Window, south" })).ShouldBeOkAsync();
        using (await ScanAsync(code))
        {
        }

        Assert.Equal("Window, south", (await CountedAsync(organization, 2)).Text("label"));
        Assert.Equal(HttpStatusCode.NoContent, (await admin.DeleteAsync(address)).StatusCode);
        using (var scan = await ScanAsync(code))
        {
            Assert.Equal(HttpStatusCode.Redirect, scan.StatusCode);
        }

        Assert.Empty((await admin.ReadAsync(Codes(organization))).GetProperty("items").EnumerateArray());
        await (await admin.GetAsync($"{address}/timeline")).ShouldBeProblemAsync(404, "not_found");
        await (await admin.DeleteAsync(address)).ShouldBeProblemAsync(404, "not_found");
    }

    [Fact]
    public async Task Nobody_gets_at_the_codes_of_others()
    {
        var (mine, others) = (shared.Organization(), shared.Organization());
        var code = await MakeAsync(others, "Theirs");
        using var owner = await shared.MemberAsync(mine, "owner");
        using var viewer = await shared.MemberAsync(mine, "viewer");

        await (await owner.GetAsync($"{Codes(mine)}/{code.Text("id")}/timeline")).ShouldBeProblemAsync(404, "not_found");
        await (await owner.DeleteAsync($"{Codes(mine)}/{code.Text("id")}")).ShouldBeProblemAsync(404, "not_found");
        await (await owner.GetAsync(Codes(others))).ShouldBeProblemAsync(403, "forbidden");
        await (await viewer.GetAsync(Codes(mine))).ShouldBeOkAsync();
        await (await viewer.SendAsync(HttpMethod.Post, Codes(mine), new JsonObject { ["label"] = "Mine" }))
            .ShouldBeProblemAsync(403, "forbidden");
    }

    [Theory]
    [InlineData("""{"label":""}""", "label")]
    [InlineData("""{"label":"a\u0000b"}""", "label")]
    [InlineData("""{"label":"a","target":"https://elsewhere.example"}""", "target")]
    public async Task A_code_has_a_label_and_leads_to_the_passport_alone(string body, string field)
    {
        using var answer = await admin.PostAsync(Codes(shared.Organization()), Json.Content(body));
        Assert.Equal([field], (await answer.ShouldBeProblemAsync(422, "validation_failed")).Fields());
    }

    [Theory]
    [InlineData("")]
    [InlineData("2d")]
    [InlineData("30D")]
    public async Task Other_times_than_four_are_refused(string period)
    {
        var organization = shared.Organization();
        var code = await MakeAsync(organization, "Door");
        using var answer = await admin.GetAsync($"{Codes(organization)}/{code.Text("id")}/timeline?period={period}");
        Assert.Equal(["period"], (await answer.ShouldBeProblemAsync(422, "validation_failed")).Fields());
    }

    [Fact]
    public async Task An_organization_has_at_most_a_hundred_codes()
    {
        var organization = shared.Organization();
        await using (var fill = shared.Api.Database.DataSource.CreateCommand("""
            insert into qr_codes (id, organization_id, code, label, created_at)
            select gen_random_uuid(), $1, gen_random_uuid()::text, 'full', now() from generate_series(1, 99)
            """))
        {
            fill.Parameters.Add(new() { Value = organization.Id });
            await fill.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        await MakeAsync(organization, "The last");
        using var answer = await admin.SendAsync(HttpMethod.Post, Codes(organization), new JsonObject { ["label"] = "One more" });
        await answer.ShouldBeProblemAsync(409, "too_many");
    }

    [Fact]
    public async Task A_code_of_nobody_leads_to_a_page_that_says_so()
    {
        using var answer = await anyone.GetAsync("/q/nobody22", ("Accept", "text/html"));
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal("text/html", answer.Content.Headers.ContentType!.MediaType);
    }

    [Fact]
    public async Task Codes_of_a_forgotten_organization_lead_nowhere()
    {
        var organization = await shared.OrganizationWithAsync("A");
        var code = await MakeAsync(organization, "Gone");
        using (await ScanAsync(code))
        {
        }

        await CountedAsync(organization, 1);
        await (await admin.DeleteAsync($"/api/admin/organizations/{organization.Id}")).ShouldBeOkAsync();

        using var scan = await ScanAsync(code);
        Assert.Equal(HttpStatusCode.NotFound, scan.StatusCode);
    }

    private static string Codes(TestOrganization organization) => $"{organization.Address}/qr-codes";

    private async Task<JsonElement> MakeAsync(TestOrganization organization, string label)
    {
        using var answer = await admin.SendAsync(HttpMethod.Post, Codes(organization), new JsonObject { ["label"] = label });
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        return await answer.ReadJsonAsync();
    }

    private Task<HttpResponseMessage> ScanAsync(JsonElement code, string query = "", params (string, string)[] headers) =>
        anyone.GetAsync($"/q/{code.Text("code")}{query}", [("User-Agent", Phone), .. headers]);

    private async Task<JsonElement> CountedAsync(TestOrganization organization, long scans) => await Eventually.SeesAsync(
        async () => (await admin.ReadAsync(Codes(organization))).GetProperty("items")[0],
        code => code.GetProperty("total_scans").GetInt64() == scans);
}
