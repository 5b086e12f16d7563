using System.Net;
using System.Text.Json.Nodes;

namespace StatusLevels.Api.Tests.Organizations;

/// <summary>Slugs lead to their organization, also those that it had; nobody else gets one of them.</summary>
public sealed class StatusBySlugTests(SharedApi shared)
{
    private readonly string slug = $"mill-{Guid.NewGuid():n}"[..30];

    private static string Address(string slug) => $"/api/organizations/by-slug/{slug}/status";

    private Task<HttpResponseMessage> NameAsync(Guid organization, string slug) => shared.Admin.SendAsync(
        HttpMethod.Put, $"/api/admin/organizations/{organization}",
        new() { ["name"] = "Linen mill", ["slug"] = slug, ["contact_emails"] = new JsonArray(), ["locale"] = "en" });

    [Fact]
    public async Task By_slug_is_shown_what_is_shown_by_id()
    {
        var organization = await shared.OrganizationWithAsync("AB");
        await (await NameAsync(organization.Id, slug)).ShouldBeOkAsync();

        foreach (var reader in new[] { shared.Anyone, shared.Admin })
        {
            using var byId = await reader.GetAsync($"{organization.Address}/status", []);
            using var bySlug = await reader.GetAsync(Address(slug), []);
            Assert.Equal(await byId.Content.ReadAsStringAsync(), await bySlug.Content.ReadAsStringAsync());
            Assert.Equal(byId.Headers.ETag, bySlug.Headers.ETag);
            Assert.Equal(byId.Headers.CacheControl?.ToString(), bySlug.Headers.CacheControl?.ToString());
        }
    }

    [Fact]
    public async Task A_slug_that_was_given_up_leads_on_and_is_nobody_elses()
    {
        var organization = await shared.OrganizationWithAsync("A");
        await (await NameAsync(organization.Id, slug)).ShouldBeOkAsync();
        await (await NameAsync(organization.Id, $"{slug}-2")).ShouldBeOkAsync();

        using var moved = await shared.Anyone.GetAsync(Address(slug) + "?at=", []);
        Assert.Equal(HttpStatusCode.Redirect, moved.StatusCode);
        Assert.Equal(Address($"{slug}-2") + "?at=", moved.Headers.Location?.OriginalString);
        Assert.Equal("public, max-age=30", moved.Headers.CacheControl?.ToString());
        await (await NameAsync(Guid.NewGuid(), slug)).ShouldBeProblemAsync(409, "slug_taken");

        // Its own it may take back, and then the other one leads on.
        await (await NameAsync(organization.Id, slug)).ShouldBeOkAsync();
        await (await shared.Anyone.GetAsync(Address(slug), [])).ShouldBeOkAsync();
        using var back = await shared.Anyone.GetAsync(Address($"{slug}-2"), []);
        Assert.Equal(Address(slug), back.Headers.Location?.OriginalString);
    }

    [Fact]
    public async Task Slugs_of_a_forgotten_organization_lead_nowhere_and_are_never_given_again()
    {
        var organization = await shared.OrganizationWithAsync("A");
        await (await NameAsync(organization.Id, slug)).ShouldBeOkAsync();
        await (await NameAsync(organization.Id, $"{slug}-2")).ShouldBeOkAsync();
        await (await shared.Admin.SendAsync(HttpMethod.Delete, $"/api/admin/organizations/{organization.Id}", null)).ShouldBeOkAsync();

        foreach (var former in new[] { slug, $"{slug}-2" })
        {
            await (await shared.Anyone.GetAsync(Address(former), [])).ShouldBeProblemAsync(404, "not_found");
            await (await NameAsync(Guid.NewGuid(), former)).ShouldBeProblemAsync(409, "slug_taken");
            await (await NameAsync(organization.Id, former)).ShouldBeProblemAsync(409, "slug_taken");
        }
    }

    [Theory]
    [InlineData("nobody-has-this")]
    [InlineData("-")]
    public async Task A_slug_that_nobody_has_is_not_found(string unknown) =>
        await (await shared.Anyone.GetAsync(Address(unknown), [])).ShouldBeProblemAsync(404, "not_found");

    [Theory]
    [InlineData("Mill")]
    [InlineData("m%20ll")]
    [InlineData("0b9f6c1e-6c0e-4c8e-9d43-5f0a2f7c1a11")]
    public async Task What_is_no_slug_is_told_by_field_and_an_id_is_none(string no)
    {
        using var asked = await shared.Anyone.GetAsync(Address(no), []);
        Assert.Equal(["slug"], (await asked.ShouldBeProblemAsync(422, "validation_failed")).Fields());

        using var named = await NameAsync(Guid.NewGuid(), Uri.UnescapeDataString(no));
        Assert.Equal(["slug"], (await named.ShouldBeProblemAsync(422, "validation_failed")).Fields());
    }
}
