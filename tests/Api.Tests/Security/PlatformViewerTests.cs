using System.Text.Json;
using StatusLevels.Api.Tests.Accounts;
using StatusLevels.Api.Tests.WebhookEndpoints;

namespace StatusLevels.Api.Tests.Security;

/// <summary>What is shown to whoever may look at all of the platform; where they get in is a matter of the table.</summary>
public sealed class PlatformViewerTests(SharedApi shared)
{
    private readonly HttpClient admin = shared.Admin;

    private async Task<HttpClient> ViewerAsync()
    {
        var user = await admin.CreatedUserAsync(TestUsers.Body(TestUsers.NewEmail(), "platform_viewer"));
        Assert.Equal("platform_viewer", user.Text("platform_role"));
        return await shared.Api.SignedInAsync(user.Text("email"));
    }

    [Fact]
    public async Task A_platform_viewer_reads_the_notes_and_manages_nothing()
    {
        using var viewer = await ViewerAsync();
        var organization = shared.Organization();
        await (await organization.GrantAsync("""{"level":"B","notes":"among us"}""")).ShouldBeOkAsync();

        Assert.Equal("platform_viewer", (await viewer.ReadAsync("/api/session")).GetProperty("user").Text("platform_role"));
        var status = await viewer.StatusAsync(organization.Id);
        Assert.False(status.GetProperty("can_manage").GetBoolean());
        Assert.False(status.GetProperty("can_request_upgrade").GetBoolean());
        Assert.Equal("among us", status.LevelOf("B")!.Value.Text("notes"));
        var history = await viewer.ReadAsync($"{organization.Address}/status-history");
        Assert.Equal("among us", history.GetProperty("history")[0].Text("notes"));
    }

    [Fact]
    public async Task What_a_platform_viewer_is_refused_changes_nothing()
    {
        using var viewer = await ViewerAsync();
        var organization = await shared.OrganizationWithAsync("B");

        using var refused = await viewer.SendAsync(
            HttpMethod.Delete, $"/api/admin/organizations/{organization.Id}/status-levels/B", new() { ["reason"] = "because" });

        await refused.ShouldBeProblemAsync(403, "forbidden");
        Assert.Equal("B", (await viewer.StatusAsync(organization.Id)).Text("current_level"));
    }

    [Fact]
    public async Task A_platform_viewer_is_shown_no_secret_of_an_endpoint()
    {
        using var viewer = await ViewerAsync();
        var made = await admin.MakeEndpointAsync(
            EndpointCalls.Platform, $"{EndpointCalls.Nowhere}?key=hidden", ("organization_id", $"{shared.Organization().Id}"));
        var address = $"{EndpointCalls.Platform}/{made.Text("id")}";

        JsonElement[] seen = [await viewer.ReadAsync(address), await viewer.ReadAsync(EndpointCalls.Platform)];

        Assert.Equal($"{EndpointCalls.Nowhere}?…", seen[0].Text("url"));
        Assert.All(seen, shown =>
        {
            Assert.DoesNotContain("hidden", shown.GetRawText(), StringComparison.Ordinal);
            Assert.DoesNotContain(made.Text("secret"), shown.GetRawText(), StringComparison.Ordinal);
        });
        Assert.Contains("hidden", (await admin.ReadAsync(address)).Text("url"), StringComparison.Ordinal);
    }
}
