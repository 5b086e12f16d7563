using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using StatusLevels.Api.Organizations;

namespace StatusLevels.Api.Tests.Pages;

/// <summary>Passports over HTTP: the same bytes for as long as the same is true, from memory where the public status is.</summary>
public sealed class PassportTests(SharedApi shared)
{
    private readonly HttpClient anyone = shared.Anyone;

    [Fact]
    public async Task A_passport_is_the_same_for_everybody_and_sets_no_cookie()
    {
        var organization = await shared.OrganizationWithAsync("B");
        var address = $"/organizations/{organization.Id}";
        using var stranger = await anyone.GetAsync(address);
        using var admin = await shared.Admin.GetAsync(address);

        Assert.Equal(HttpStatusCode.OK, stranger.StatusCode);
        Assert.Equal(await stranger.Content.ReadAsStringAsync(), await admin.Content.ReadAsStringAsync());
        Assert.Equal("Accept-Language, Accept-Encoding", string.Join(", ", stranger.Headers.Vary));
        Assert.Equal(
            "public, no-cache",
            $"{stranger.Headers.CacheControl}".Replace("no-cache, public", "public, no-cache", StringComparison.Ordinal));
        foreach (var answer in (HttpResponseMessage[])[stranger, admin])
        {
            Assert.False(answer.Headers.Contains("Set-Cookie"));
            Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
            Assert.Equal("DENY", Assert.Single(answer.Headers.GetValues("X-Frame-Options")));
        }
    }

    [Fact]
    public async Task Who_holds_it_is_told_so_until_something_changes()
    {
        var organization = await shared.OrganizationWithAsync("AB");
        var address = $"/organizations/{organization.Id}";
        using var first = await anyone.GetAsync(address);
        var tag = first.Headers.ETag!;

        Assert.Equal(HttpStatusCode.NotModified, await AskAsync());
        await (await organization.RevokeAsync("B?reason=closed")).ShouldBeOkAsync();
        Assert.Equal(HttpStatusCode.OK, await AskAsync());

        async Task<HttpStatusCode> AskAsync()
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, address) { Headers = { IfNoneMatch = { tag } } };
            using var answer = await anyone.SendAsync(request);
            return answer.StatusCode;
        }
    }

    [Fact]
    public async Task It_comes_from_memory_by_id_and_by_slug_as_badges_do()
    {
        var organization = await shared.OrganizationWithAsync("A");
        var slug = await NameAsync(organization, "Mill & Sons");
        foreach (var address in (string[])[$"/organizations/{organization.Id}", $"/organizations/{slug}", $"/badges/{slug}.svg"])
        {
            using var answer = await anyone.GetAsync(address);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }

        await organization.StatusAsync(shared.Admin);
        var counts = shared.Api.Services.GetRequiredService<StatusCounts>();
        var before = counts.Warm;
        foreach (var address in (string[])[$"/organizations/{organization.Id}", $"/organizations/{slug}", $"/badges/{slug}.svg"])
        {
            using var answer = await anyone.GetAsync(address);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }

        // Others may read meanwhile, and count on top.
        Assert.True(counts.Warm - before >= 3);
    }

    [Fact]
    public async Task A_slug_that_the_organization_had_leads_to_the_one_that_it_has()
    {
        var organization = await shared.OrganizationWithAsync("A");
        var former = await NameAsync(organization, "Mill");
        var current = await NameAsync(organization, "Mill");
        using var client = shared.Api.Client();
        using var answer = await anyone.GetAsync($"/organizations/{former}?lang=ru");
        Assert.Equal(
            (HttpStatusCode.Redirect, $"/organizations/{current}?lang=ru"), (answer.StatusCode, answer.Headers.Location?.OriginalString));
    }

    [Fact]
    public async Task A_new_name_and_a_proven_site_are_seen_at_once()
    {
        var organization = await shared.OrganizationWithAsync("B");
        await NameAsync(organization, "Before");
        Assert.Contains("Before", await anyone.GetStringAsync($"/organizations/{organization.Id}"), StringComparison.Ordinal);
        await NameAsync(organization, "After]]>\"><script>");
        var page = await anyone.GetStringAsync($"/organizations/{organization.Id}");
        Assert.Contains("After]]&gt;&quot;&gt;&lt;script&gt;", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Before", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Head_has_its_headers_and_nothing_else()
    {
        var organization = await shared.OrganizationWithAsync("B");
        using var request = new HttpRequestMessage(HttpMethod.Head, $"/organizations/{organization.Id}");
        using var answer = await anyone.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.NotNull(answer.Headers.ETag);
        Assert.Empty(await answer.Content.ReadAsByteArrayAsync());
    }

    private async Task<string> NameAsync(TestOrganization organization, string name)
    {
        var slug = $"mill-{Guid.NewGuid():n}";
        await (await shared.Admin.SendAsync(HttpMethod.Put, $"/api/admin/organizations/{organization.Id}", new JsonObject
        {
            ["name"] = name,
            ["slug"] = slug,
            ["contact_emails"] = new JsonArray(),
            ["locale"] = "en",
        })).ShouldBeOkAsync();
        return slug;
    }
}
