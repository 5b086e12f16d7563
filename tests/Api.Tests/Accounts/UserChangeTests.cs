using System.Net;
using System.Text.Json.Nodes;
using StatusLevels.Api.Tests.Audit;

namespace StatusLevels.Api.Tests.Accounts;

public sealed class UserChangeTests(SharedApi shared)
{
    private readonly HttpClient admin = shared.Admin;

    [Fact]
    public async Task What_is_left_out_of_a_change_stays()
    {
        var user = await admin.CreatedUserAsync(TestUsers.Body(TestUsers.NewEmail(), "platform_admin"));
        var client = await shared.Api.SignedInAsync(user.Text("email"));

        var changed = await (await admin.ChangeUserAsync(user.Text("id"), new() { ["display_name"] = "Somebody else" })).ShouldBeOkAsync();

        Assert.Equal(
            ("Somebody else", "platform_admin", false),
            (changed.Text("display_name"), changed.Text("platform_role"), changed.GetProperty("disabled").GetBoolean()));
        Assert.Equal(HttpStatusCode.OK, await client.WhoAmIAsync());
    }

    [Fact]
    public async Task A_change_that_changes_nothing_leaves_no_trace()
    {
        var user = await admin.CreatedUserAsync(TestUsers.Body(TestUsers.NewEmail()));

        var same = await (
            await admin.ChangeUserAsync(
                user.Text("id"),
                new() { ["display_name"] = "Somebody", ["platform_role"] = null, ["disabled"] = false })).ShouldBeOkAsync();

        Assert.Equal(user.GetRawText(), same.GetRawText());
        Assert.Equal(["user.created"], await admin.ActionsOnAsync("user", user.Text("id")));
    }

    public static TheoryData<string> EndSessions =>
        ["""{"disabled":true}""", """{"password":"another long secret"}""", """{"platform_role":null}""",
            """{"platform_role":"platform_viewer"}"""];

    [Theory]
    [MemberData(nameof(EndSessions))]
    public async Task Shutting_out_a_new_password_and_a_lost_role_end_the_sessions_at_once(string change)
    {
        var user = await admin.CreatedUserAsync(TestUsers.Body(TestUsers.NewEmail(), "platform_admin"));
        HttpClient[] clients = [await shared.Api.SignedInAsync(user.Text("email")), await shared.Api.SignedInAsync(user.Text("email"))];

        await (await admin.ChangeUserAsync(user.Text("id"), (JsonObject)JsonNode.Parse(change)!)).ShouldBeOkAsync();

        foreach (var client in clients)
        {
            await (await client.GetAsync("/api/session")).ShouldBeProblemAsync(401, "unauthenticated");
        }
    }

    [Fact]
    public async Task After_a_new_password_only_the_new_one_opens_the_account()
    {
        var user = await admin.CreatedUserAsync(TestUsers.Body(TestUsers.NewEmail()));
        await (await admin.ChangeUserAsync(user.Text("id"), new() { ["password"] = "another long secret" })).ShouldBeOkAsync();

        await (await shared.Api.Client().SignInAsync(user.Text("email"))).ShouldBeProblemAsync(401, "unauthenticated");
        await (await shared.Api.Client().SignInAsync(user.Text("email"), "another long secret")).ShouldBeOkAsync();
    }

    [Fact]
    public async Task A_disabled_account_may_be_let_in_again_and_its_old_sessions_stay_ended()
    {
        var user = await admin.CreatedUserAsync(TestUsers.Body(TestUsers.NewEmail()));
        var client = await shared.Api.SignedInAsync(user.Text("email"));
        var disabled = await (await admin.ChangeUserAsync(user.Text("id"), new() { ["disabled"] = true })).ShouldBeOkAsync();
        Assert.NotNull(disabled.TextOrNull("disabled_at"));
        await (await shared.Api.Client().SignInAsync(user.Text("email"))).ShouldBeProblemAsync(401, "unauthenticated");

        var enabled = await (await admin.ChangeUserAsync(user.Text("id"), new() { ["disabled"] = false })).ShouldBeOkAsync();

        Assert.Null(enabled.TextOrNull("disabled_at"));
        Assert.Equal(HttpStatusCode.Unauthorized, await client.WhoAmIAsync());
        await (await shared.Api.Client().SignInAsync(user.Text("email"))).ShouldBeOkAsync();
    }

    [Theory]
    [InlineData("""{"display_name":""}""", "display_name")]
    [InlineData("""{"password":"short"}""", "password")]
    [InlineData("""{"platform_role":"root"}""", "platform_role")]
    [InlineData("""{"platform_role":7}""", "platform_role")]
    [InlineData("""{"disabled":"yes"}""", "disabled")]
    public async Task A_bad_change_names_the_field_and_changes_nothing(string change, string field)
    {
        var user = await admin.CreatedUserAsync(TestUsers.Body(TestUsers.NewEmail()));
        var answer = await admin.ChangeUserAsync(user.Text("id"), (JsonObject)JsonNode.Parse(change)!);
        Assert.Equal([field], (await answer.ShouldBeProblemAsync(422, "validation_failed")).Fields());
        Assert.Equal(user.GetRawText(), (await admin.ReadAsync($"{TestUsers.Users}/{user.Text("id")}")).GetRawText());
    }

    [Fact]
    public async Task A_removed_account_is_gone_with_its_sessions_and_memberships()
    {
        var user = await admin.CreatedUserAsync(TestUsers.Body(TestUsers.NewEmail()));
        var client = await shared.Api.SignedInAsync(user.Text("email"));
        var organization = $"/api/admin/organizations/{Guid.NewGuid()}";
        await (
            await admin.SendAsync(
                HttpMethod.Put, $"{organization}/members/{user.Text("id")}", new() { ["role"] = "owner" })).ShouldBeOkAsync();

        using var removed = await admin.DeleteAsync($"{TestUsers.Users}/{user.Text("id")}");

        Assert.Equal(HttpStatusCode.NoContent, removed.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, await client.WhoAmIAsync());
        Assert.Empty((await admin.ReadAsync(organization)).GetProperty("members").EnumerateArray());
        Assert.Equal(["user.created", "user.deleted"], await admin.ActionsOnAsync("user", user.Text("id")));
        await (await admin.GetAsync($"{TestUsers.Users}/{user.Text("id")}")).ShouldBeProblemAsync(404, "not_found");
        await (await admin.DeleteAsync($"{TestUsers.Users}/{user.Text("id")}")).ShouldBeProblemAsync(404, "not_found");
        await (await admin.ChangeUserAsync(user.Text("id"), new() { ["disabled"] = true })).ShouldBeProblemAsync(404, "not_found");
        await admin.CreatedUserAsync(TestUsers.Body(user.Text("email")));
    }
}
