using System.Text.Json;
using System.Text.Json.Nodes;

namespace StatusLevels.Api.Tests.Security;

/// <summary>How much of a status, a history and a request is shown to whom.</summary>
public sealed class ViewTests(SecuredApi api) : IAsyncLifetime
{
    private static readonly string[] MemberFields = ["level_c_progress", "next_level_progress", "can_request_upgrade"];

    private readonly Guid organization = Guid.NewGuid();
    private HttpClient admin = null!;

    public async ValueTask InitializeAsync()
    {
        admin = await PersonAsync(await api.AccountAsync(isPlatformAdmin: true));
        await (await admin.SendAsync(
            HttpMethod.Post, $"/api/admin/organizations/{organization}/status-levels",
            new JsonObject { ["level"] = "A", ["notes"] = "among us" })).ShouldBeOkAsync();
    }

    public ValueTask DisposeAsync()
    {
        admin.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<HttpClient> PersonAsync(string account)
    {
        var client = api.Api.Client();
        client.DefaultRequestHeaders.Add("Cookie", await api.SessionAsync(account));
        return client;
    }

    private async Task<HttpClient> MemberAsync(string role, Guid? of = null)
    {
        var account = await api.AccountAsync();
        await api.JoinAsync(of ?? organization, account, role);
        return await PersonAsync(account);
    }

    private Task<JsonElement> StatusAsync(HttpClient reader) => reader.StatusAsync(organization);

    [Theory]
    [InlineData("viewer", false)]
    [InlineData("editor", false)]
    [InlineData("admin", true)]
    [InlineData("owner", true)]
    public async Task A_member_sees_the_whole_status_but_no_notes(string role, bool canManage)
    {
        var status = await StatusAsync(await MemberAsync(role));

        Assert.All(MemberFields, field => Assert.True(status.TryGetProperty(field, out _), field));
        Assert.Equal(canManage, status.GetProperty("can_manage").GetBoolean());
        Assert.True(status.LevelOf("A")!.Value.TryGetProperty("granted_by", out _));
        Assert.DoesNotContain("among us", status.GetRawText(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("en", "Only admins and owners of the organization ask for a level.")]
    [InlineData("ru", "Просить уровень могут только администраторы и владельцы организации.")]
    public async Task Whoever_may_not_ask_for_a_level_is_told_so_in_their_language(string language, string sentence)
    {
        var member = await MemberAsync("editor");
        member.DefaultRequestHeaders.Add("Accept-Language", language);

        var status = await StatusAsync(member);

        Assert.Equal(
            (false, "forbidden", sentence),
            (status.GetProperty("can_request_upgrade").GetBoolean(), status.Text("upgrade_blocked_reason"),
                status.Text("upgrade_blocked_message")));
        Assert.True(status.GetProperty("next_level_progress").GetProperty("is_eligible").GetBoolean());
        Assert.True((await StatusAsync(await MemberAsync("admin"))).GetProperty("can_request_upgrade").GetBoolean());
    }

    [Fact]
    public async Task A_platform_admin_sees_the_notes_too()
    {
        var status = await StatusAsync(admin);

        Assert.True(status.GetProperty("can_manage").GetBoolean());
        Assert.Equal("among us", status.LevelOf("A")!.Value.Text("notes"));
    }

    [Fact]
    public async Task Everybody_else_sees_the_public_view()
    {
        var (_, key) = await api.KeyAsync(["status:write"]);
        var service = api.Api.Client();
        service.DefaultRequestHeaders.Authorization = new("Bearer", key);

        foreach (var reader in new[] { api.Client, await MemberAsync("owner", of: Guid.NewGuid()), service })
        {
            var status = await StatusAsync(reader);
            Assert.Equal(["organization_id", "current_level", "active_levels", "can_manage", "version"], status.Names());
            Assert.False(status.GetProperty("can_manage").GetBoolean());
            Assert.False(status.LevelOf("A")!.Value.TryGetProperty("granted_by", out _));
        }
    }

    [Fact]
    public async Task What_is_shown_to_somebody_is_kept_by_nobody_else()
    {
        using var member = await (await MemberAsync("viewer")).GetAsync($"/api/organizations/{organization}/status");
        using var anyone = await api.Client.GetAsync($"/api/organizations/{organization}/status");

        Assert.Equal("no-store, private", member.Headers.CacheControl!.ToString());
        Assert.True(anyone.Headers.CacheControl!.Public);
        Assert.Contains("Authorization", anyone.Headers.Vary);
        Assert.Contains("Cookie", anyone.Headers.Vary);
    }

    [Fact]
    public async Task A_member_reads_the_history_without_notes_and_an_address_that_is_no_id_is_nobodys()
    {
        var member = await MemberAsync("viewer");

        var history = await member.ReadAsync($"/api/organizations/{organization}/status-history");

        Assert.Single(history.GetProperty("history").EnumerateArray());
        Assert.DoesNotContain("among us", history.GetRawText(), StringComparison.Ordinal);
        await (await member.GetAsync("/api/organizations/no-uuid/status-history")).ShouldBeProblemAsync(403, "forbidden");
        await (await admin.GetAsync("/api/organizations/no-uuid/status-history")).ShouldBeProblemAsync(400, "malformed_id");
        await (await api.Client.GetAsync("/api/organizations/no-uuid/status-history")).ShouldBeProblemAsync(401, "unauthenticated");
        Assert.Single((await member.ReadAsync($"/api/organizations/{organization.ToString().ToUpperInvariant()}/status-history")).GetProperty("history").EnumerateArray());
    }

    [Fact]
    public async Task An_organizations_admin_asks_for_a_level_and_its_members_see_the_request_without_the_review_notes()
    {
        var owner = await MemberAsync("owner");
        var asked = await (
            await owner.SendAsync(
                HttpMethod.Post, $"/api/organizations/{organization}/status-upgrade-request",
                new JsonObject { ["target_level"] = "B" })).ShouldBeOkAsync();
        await (await admin.SendAsync(
            HttpMethod.Post, $"/api/admin/organizations/{organization}/upgrade-requests/{asked.Text("id")}/review",
            new JsonObject
            {
                ["decision"] = "reject",
                ["rejection_reason"] = "not yet",
                ["review_notes"] = "among us",
                ["comment"] = "soon",
            })).ShouldBeOkAsync();

        var request = (await (await MemberAsync("viewer")).ReadAsync($"/api/organizations/{organization}/status-upgrade-requests"))
            .GetProperty("items")[0];

        Assert.Equal(("not yet", "soon"), (request.Text("rejection_reason"), request.Text("comment")));
        Assert.False(request.TryGetProperty("review_notes", out _));
    }
}
