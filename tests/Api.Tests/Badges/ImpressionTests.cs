using System.Text.Json;
using StatusLevels.Testing;

namespace StatusLevels.Api.Tests.Badges;

/// <summary>Where badges were shown, and whose site that is.</summary>
public sealed class ImpressionTests(SharedApi shared)
{
    private readonly HttpClient anyone = shared.Anyone;
    private readonly HttpClient admin = shared.Admin;

    [Fact]
    public async Task A_badge_that_is_shown_is_counted_by_the_site_that_it_was_shown_on()
    {
        var organization = await shared.OrganizationWithAsync("A");
        await ConfirmAsync(organization, "example.org");
        var address = $"/badges/{organization.Id}.svg";

        await anyone.GetAsync($"{address}?host=shop.example.org");
        await anyone.GetAsync($"{address}?host=Shop.Example.ORG", ("Referer", "https://elsewhere.example/"));
        await anyone.GetAsync(address, ("Referer", "https://elsewhere.example/page"));
        await anyone.GetAsync($"{address}?host=%3Cscript%3E");
        using (var head = new HttpRequestMessage(HttpMethod.Head, $"{address}?host=shop.example.org"))
        {
            await anyone.SendAsync(head);
        }

        var items = await SeenAsync(organization, 4);
        Assert.Equal(
            ["shop.example.org 2 True", "elsewhere.example 1 False", "unknown 1 False"],
            items.Select(item => $"{item.Text("host")} {item.GetProperty("count")} {item.GetProperty("confirmed").GetBoolean()}"));
        var elsewhere = (await admin.ReadAsync("/api/admin/badge-impressions?confirmed=false&limit=100")).GetProperty("items")
            .EnumerateArray()
            .Where(item => item.Text("organization_id") == $"{organization.Id}").Select(item => item.Text("host"));
        Assert.Equal(["elsewhere.example", "unknown"], elsewhere.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_badge_says_so_where_the_site_is_not_the_organizations()
    {
        var organization = await shared.OrganizationWithAsync("A");
        var address = $"/badges/{organization.Id}.svg";
        var without = await shared.OrganizationWithAsync("A");
        Assert.DoesNotContain(
            "not confirmed", await anyone.GetStringAsync($"/badges/{without.Id}.svg?host=elsewhere.example"), StringComparison.Ordinal);

        await ConfirmAsync(organization, "example.org");

        foreach (var style in (string[])["pill", "seal", "card"])
        {
            Assert.Contains(
                "not confirmed for this site", await anyone.GetStringAsync($"{address}?style={style}&host=elsewhere.example"),
                StringComparison.Ordinal);
            Assert.DoesNotContain(
                "not confirmed", await anyone.GetStringAsync($"{address}?style={style}&host=shop.example.org"), StringComparison.Ordinal);
            Assert.DoesNotContain("not confirmed", await anyone.GetStringAsync($"{address}?style={style}"), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Fifty_sites_a_day_are_told_apart_and_the_rest_is_one()
    {
        var organization = await shared.OrganizationWithAsync("A");
        for (var site = 0; site < 60; site++)
        {
            await anyone.GetAsync($"/badges/{organization.Id}.svg?host=site{site}.example");
        }

        var items = await SeenAsync(organization, 60);

        Assert.Equal(51, items.Length);
        Assert.Equal(10, items.Single(item => item.Text("host") == "other").GetProperty("count").GetInt64());
    }

    [Fact]
    public async Task Of_organizations_that_nobody_knows_or_that_were_forgotten_nothing_is_counted()
    {
        var (nobody, forgotten, known) = (
            shared.Organization(), await shared.OrganizationWithAsync("A"), await shared.OrganizationWithAsync("A"));
        await anyone.GetAsync($"/badges/{forgotten.Id}.svg?host=shop.example.org");
        await SeenAsync(forgotten, 1);
        await (await admin.DeleteAsync($"/api/admin/organizations/{forgotten.Id}")).ShouldBeOkAsync();

        foreach (var organization in (TestOrganization[])[nobody, forgotten, known])
        {
            await anyone.GetAsync($"/badges/{organization.Id}.svg?host=shop.example.org");
        }

        await SeenAsync(known, 1);
        Assert.Empty(await ItemsAsync(nobody));
        Assert.Empty(await ItemsAsync(forgotten));
    }

    [Theory]
    [InlineData("from=2026-03-02&to=2026-03-01")]
    [InlineData("from=2026-01-01&to=2026-12-31")]
    [InlineData("from=yesterday")]
    public async Task Days_that_cannot_be_told_are_refused(string query)
    {
        using var answer = await admin.GetAsync($"{shared.Organization().Address}/badge-impressions?{query}");
        Assert.Equal(["from"], (await answer.ShouldBeProblemAsync(422, "validation_failed")).Fields());
    }

    private static async Task ConfirmAsync(TestOrganization organization, string domain)
    {
        // As if somebody had looked and found it.
        await organization.ScalarAsync(
            $"insert into organization_domains (organization_id, domain, added_at, verified_at, method, checked_at) values ($1, '{domain}', now(), now(), 'dns', now())");
    }

    private async Task<JsonElement[]> ItemsAsync(TestOrganization organization) =>
        [.. (await admin.ReadAsync($"{organization.Address}/badge-impressions")).GetProperty("items").EnumerateArray()];

    private Task<JsonElement[]> SeenAsync(TestOrganization organization, long shown) => Eventually.SeesAsync(
        () => ItemsAsync(organization), items => items.Sum(item => item.GetProperty("count").GetInt64()) == shown);
}
