using System.Net;
using System.Text.Json;
using StatusLevels.Api.Tests.Audit;

namespace StatusLevels.Api.Tests.OrganizationDirectory;

public sealed class MemberTests(SharedApi shared)
{
    private readonly Guid organization = Guid.NewGuid();
    private readonly HttpClient admin = shared.Admin;

    private string Address => $"/api/admin/organizations/{organization}";

    private Task<HttpResponseMessage> PutAsync(string encodedUser, string role) =>
        admin.SendAsync(HttpMethod.Put, $"{Address}/members/{encodedUser}", new() { ["role"] = role });

    private async Task<JsonElement[]> MembersAsync() => [.. (await admin.ReadAsync(Address)).GetProperty("members").EnumerateArray()];

    [Fact]
    public async Task A_member_is_added_given_another_role_and_removed()
    {
        var added = await (await PutAsync("user-1", "viewer")).ShouldBeOkAsync();
        Assert.Equal(["user_id", "role", "added_at"], added.Names());
        var owner = await (await PutAsync("user-1", "owner")).ShouldBeOkAsync();
        Assert.Equal(("user-1", "owner", added.Text("added_at")), (owner.Text("user_id"), owner.Text("role"), owner.Text("added_at")));
        await (await PutAsync("user-1", "owner")).ShouldBeOkAsync();
        Assert.Equal(owner.GetRawText(), Assert.Single(await MembersAsync()).GetRawText());

        Assert.Equal(HttpStatusCode.NoContent, (await admin.DeleteAsync($"{Address}/members/user-1")).StatusCode);

        Assert.Empty(await MembersAsync());
        await (await admin.DeleteAsync($"{Address}/members/user-1")).ShouldBeProblemAsync(404, "not_found");
        var rows = (await admin.AuditOfAsync("organization", organization.ToString())).Reverse().ToArray();
        Assert.Equal(["member.added", "member.role_changed", "member.removed"], rows.Select(row => row.Text("action")));
        Assert.Equal(
            ("user-1", "viewer", "owner"),
            (
                rows[1].GetProperty("before").Text("user_id"), rows[1].GetProperty("before").Text("role"),
                rows[1].GetProperty("after").Text("role")));
        Assert.Equal(JsonValueKind.Null, rows[2].GetProperty("after").ValueKind);
    }

    [Theory]
    [InlineData("auth0|507f1f77bcf86cd799439011")]
    [InlineData("https://issuer.example/users/7?x=1#y")]
    [InlineData("a/b")]
    [InlineData("a%2Fb")]
    [InlineData("100%")]
    [InlineData("a+b c")]
    [InlineData("Жанна 🙂")]
    [InlineData("\u00e9 e\u0301")]
    public async Task A_user_id_is_opaque_text(string userId)
    {
        var member = await (await PutAsync(Uri.EscapeDataString(userId), "editor")).ShouldBeOkAsync();

        Assert.Equal(userId, member.Text("user_id"));
        Assert.Equal(userId, Assert.Single(await MembersAsync()).Text("user_id"));
        Assert.Equal(HttpStatusCode.NoContent, (await admin.DeleteAsync($"{Address}/members/{Uri.EscapeDataString(userId)}")).StatusCode);
    }

    [Fact]
    public async Task A_slash_and_its_encoding_are_two_people()
    {
        await (await PutAsync(Uri.EscapeDataString("a/b"), "owner")).ShouldBeOkAsync();
        await (await PutAsync(Uri.EscapeDataString("a%2Fb"), "viewer")).ShouldBeOkAsync();

        Assert.Equal(
            [("a%2Fb", "viewer"), ("a/b", "owner")],
            (await MembersAsync()).Select(member => (member.Text("user_id"), member.Text("role"))));
    }

    [Theory]
    [InlineData(255, true)]
    [InlineData(256, false)]
    public async Task A_user_id_has_at_most_255_characters(int length, bool isFine)
    {
        var userId = Uri.EscapeDataString(string.Concat(Enumerable.Repeat("🙂", length)));
        using var answer = await PutAsync(userId, "viewer");
        if (isFine)
        {
            await answer.ShouldBeOkAsync();
        }
        else
        {
            Assert.Equal(["user_id"], (await answer.ShouldBeProblemAsync(422, "validation_failed")).Fields());
        }
    }

    [Theory]
    [InlineData("member")]
    [InlineData("Owner")]
    [InlineData("")]
    public async Task A_role_is_one_of_four(string role)
    {
        Assert.Equal(["role"], (await (await PutAsync("user-1", role)).ShouldBeProblemAsync(422, "validation_failed")).Fields());
        Assert.Empty(await MembersAsync());
    }

    [Fact]
    public async Task A_role_is_required() => Assert.Equal(
        ["role"], (
            await (await admin.SendAsync(HttpMethod.Put, $"{Address}/members/user-1", []))
                .ShouldBeProblemAsync(422, "validation_failed")).Fields());

    [Fact]
    public async Task Many_who_change_one_member_at_once_follow_each_other()
    {
        string[] roles = ["viewer", "editor", "admin", "owner"];

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(number => PutAsync("user-1", roles[number % 4])));

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
        var rows = (await admin.AuditOfAsync("organization", organization.ToString())).Reverse().ToArray();
        Assert.Equal(
            rows[..^1].Select(row => row.GetProperty("after").Text("role")),
            rows[1..].Select(row => row.GetProperty("before").Text("role")));
        Assert.Equal(rows[^1].GetProperty("after").Text("role"), Assert.Single(await MembersAsync()).Text("role"));
    }

    [Fact]
    public async Task Pages_lead_through_all_members()
    {
        string[] users = ["Жанна", "a", "b/c", "d", "é"];
        foreach (var user in users)
        {
            await (await PutAsync(Uri.EscapeDataString(user), "viewer")).ShouldBeOkAsync();
        }

        var seen = new List<string>();
        for (string? next = $"{Address}?limit=2"; next is not null;)
        {
            using var answer = await admin.GetAsync(next);
            var page = await answer.ShouldBeOkAsync();
            seen.AddRange(page.GetProperty("members").EnumerateArray().Select(member => member.Text("user_id")));
            next = page.TextOrNull("next_cursor") is { } cursor ? $"{Address}?limit=2&cursor={cursor}" : null;
            Assert.Equal(
                next is null ? null : $"<{next}>; rel=\"next\"",
                answer.Headers.TryGetValues("Link", out var links) ? links.Single() : null);
        }

        Assert.Equal(users.Order(StringComparer.Ordinal), seen.Order(StringComparer.Ordinal));
        Assert.Equal(
            ["cursor"], (await (await admin.GetAsync($"{Address}?cursor=*")).ShouldBeProblemAsync(422, "validation_failed")).Fields());
    }
}
