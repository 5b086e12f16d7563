using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;

namespace StatusLevels.Api.Tests.Security;

/// <summary>Callers who are signed in to another product, by its cookie.</summary>
public sealed class SessionIntrospectionTests : IAsyncLifetime
{
    private readonly FakeTimeProvider time = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly Guid organization = Guid.NewGuid();
    private TestSessions sessions = null!;
    private TestApi api = null!;

    public async ValueTask InitializeAsync()
    {
        sessions = await TestSessions.StartAsync();
        api = await TestApi.StartAsync(
            new()
            {
                ["SESSION_INTROSPECTION_URL"] = sessions.Url,
                ["SESSION_INTROSPECTION_ADMIN_ROLES"] = "superadmin",
                ["SESSION_COOKIE_NAME"] = "statuslevels_session",
                ["CORS_ORIGINS"] = "https://app.example.org",
            },
            time);
    }

    public async ValueTask DisposeAsync()
    {
        await api.DisposeAsync();
        await sessions.DisposeAsync();
    }

    private string History => $"/api/organizations/{organization}/status-history";

    private string Status => $"/api/organizations/{organization}/status";

    private Task<HttpResponseMessage> AskAsync(string address, string cookie, string name = "session_id") =>
        api.Client().GetAsync(address, ("Cookie", $"other=1; {name}={cookie}; third=3"));

    private Task<HttpResponseMessage> ChangeAsync(string cookie, params (string Name, string Value)[] headers) => api.Client().AskAsync(
        HttpMethod.Post, $"/api/organizations/{organization}/status-upgrade-request", """{"target_level":"B"}""",
        [("Cookie", $"session_id={cookie}"), .. headers]);

    [Theory]
    [InlineData("viewer", false)]
    [InlineData("analyst", false)]
    [InlineData("manager", false)]
    [InlineData("admin", true)]
    [InlineData("owner", true)]
    public async Task A_role_that_the_other_product_tells_is_a_role_here_aliases_included(string role, bool canManage)
    {
        sessions.Add("abc", "user-17", organization, role);

        await (await AskAsync(History, "abc")).ShouldBeOkAsync();
        Assert.Equal(canManage, (await (await AskAsync(Status, "abc")).ShouldBeOkAsync()).GetProperty("can_manage").GetBoolean());
        await (await AskAsync($"/api/organizations/{Guid.NewGuid()}/status-history", "abc")).ShouldBeProblemAsync(403, "forbidden");
        await (await AskAsync("/api/admin/users", "abc")).ShouldBeProblemAsync(403, "forbidden");
        await (await AskAsync("/api/session", "abc")).ShouldBeProblemAsync(403, "forbidden");
    }

    [Fact]
    public async Task The_question_carries_that_cookie_and_nothing_else_and_is_asked_once_for_a_while()
    {
        sessions.Add("abc", "user-17", organization, "viewer");

        for (var again = 0; again < 3; again++)
        {
            await (await AskAsync(History, "abc")).ShouldBeOkAsync();
        }

        var asked = Assert.Single(sessions.Asked);
        Assert.Equal(["Cookie", "Host"], asked.Keys.Order());
        Assert.Equal("session_id=abc", asked["Cookie"]);
        time.Advance(TimeSpan.FromSeconds(10));
        await (await AskAsync(History, "abc")).ShouldBeOkAsync();
        Assert.Equal(2, sessions.Asked.Count);
    }

    [Fact]
    public async Task Whoever_it_does_not_know_is_nobody_and_is_not_asked_about_again_at_once()
    {
        await (await AskAsync(History, "stale")).ShouldBeProblemAsync(401, "unauthenticated");
        await (await AskAsync(History, "stale")).ShouldBeProblemAsync(401, "unauthenticated");
        await (await AskAsync(Status, "stale")).ShouldBeOkAsync();
        Assert.Single(sessions.Asked);

        sessions.Users["nobody"] = new JsonObject { ["user"] = null };
        await (await AskAsync(History, "nobody")).ShouldBeProblemAsync(401, "unauthenticated");
    }

    [Fact]
    public async Task What_is_the_same_for_everybody_asks_nobody()
    {
        await (await AskAsync("/api/status-levels/info", "abc")).ShouldBeOkAsync();
        await (await AskAsync(History, "abc", name: "another_cookie")).ShouldBeProblemAsync(401, "unauthenticated");

        Assert.Empty(sessions.Asked);
    }

    public static TheoryData<string, Func<HttpContext, Task>> Away => new()
    {
        { "5xx", context => Answer(context, 500, "application/json", "{}") },
        { "HTML", context => Answer(context, 200, "text/html", "<html></html>") },
        { "broken JSON", context => Answer(context, 200, "application/json", "{\"user\":") },
        { "too large", context => Answer(context, 200, "application/json", $"{{\"user\":{{\"id\":\"{new string('x', 70_000)}\"}}}}") },
        {
            "a redirect", context =>
            {
                context.Response.Redirect("/elsewhere");
                return Task.CompletedTask;
            }
        },
        { "it hangs", context => Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default) },
    };

    private static Task Answer(HttpContext context, int status, string type, string body)
    {
        (context.Response.StatusCode, context.Response.ContentType) = (status, type);
        return context.Response.WriteAsync(body);
    }

    [Theory]
    [MemberData(nameof(Away))]
    public async Task While_it_is_away_the_public_stays_public_and_all_else_waits(string how, Func<HttpContext, Task> instead)
    {
        sessions.Instead = instead;

        using var refused = await AskAsync(History, how.Replace(' ', '-'));
        await refused.ShouldBeProblemAsync(503, "issuer_unavailable");
        Assert.NotNull(refused.Headers.RetryAfter);
        var seen = await (await AskAsync(Status, how.Replace(' ', '-'))).ShouldBeOkAsync();
        Assert.False(seen.TryGetProperty("can_request_upgrade", out _));
    }

    [Fact]
    public async Task While_it_is_away_what_it_said_before_counts_for_a_minute()
    {
        sessions.Add("abc", "user-17", organization, "viewer");
        await (await AskAsync(History, "abc")).ShouldBeOkAsync();
        sessions.Instead = context => Answer(context, 503, "text/plain", "");

        time.Advance(TimeSpan.FromSeconds(59));
        await (await AskAsync(History, "abc")).ShouldBeOkAsync();
        time.Advance(TimeSpan.FromSeconds(2));
        await (await AskAsync(History, "abc")).ShouldBeProblemAsync(503, "issuer_unavailable");
    }

    [Fact]
    public async Task A_change_with_its_cookie_comes_from_an_allowed_origin()
    {
        sessions.Add("abc", "user-17", organization, "owner");

        await (await ChangeAsync("abc", ("Origin", "https://evil.example.org"))).ShouldBeProblemAsync(403, "origin_not_allowed");
        await (await ChangeAsync("abc", ("Sec-Fetch-Site", "cross-site"))).ShouldBeProblemAsync(403, "origin_not_allowed");
        var asked = await (await ChangeAsync("abc", ("Origin", "https://app.example.org"))).ShouldBeOkAsync();
        Assert.Equal("user-17", asked.Text("requested_by"));
    }

    [Fact]
    public async Task An_admin_of_the_platform_is_who_has_a_role_that_is_named_and_has_no_fresh_sign_in()
    {
        sessions.Add("admin", "user-1", platformRoles: ["superadmin"]);
        sessions.Add("other", "user-2", platformRoles: ["support"]);

        await (await AskAsync("/api/admin/users", "admin")).ShouldBeOkAsync();
        await (await AskAsync("/api/admin/users", "other")).ShouldBeProblemAsync(403, "forbidden");
        using var made = await api.Client().AskAsync(
            HttpMethod.Post, "/api/admin/api-keys", """{"name":"x","scopes":["status:write"]}""", ("Cookie", "session_id=admin"));
        await made.ShouldBeProblemAsync(403, "fresh_sign_in_required");
    }

    [Fact]
    public async Task The_page_of_the_own_account_says_that_all_of_it_is_kept_there_and_offers_nothing()
    {
        sessions.Add("abc", "user-17", organization, "viewer");

        using var answer = await AskAsync("/account?lang=en", "abc");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var page = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Contains("You signed in with another product.", page, StringComparison.Ordinal);
        Assert.Contains("<bdi>Мария 🙂</bdi>", WebUtility.HtmlDecode(page), StringComparison.Ordinal);
        // Nor to sign out: the session is not of this product.
        Assert.DoesNotContain("<form", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_id_that_is_a_local_accounts_is_refused()
    {
        using var admin = await api.SignedInAsync();
        var account = (await admin.ReadAsync("/api/session")).GetProperty("user").Text("id");
        sessions.Add("abc", account, organization, "owner");

        await (await AskAsync(History, "abc")).ShouldBeProblemAsync(401, "unauthenticated");
    }

    [Fact]
    public async Task An_address_that_presents_too_many_unknown_cookies_is_told_to_wait_and_known_ones_go_on()
    {
        sessions.Add("abc", "user-17", organization, "viewer");
        await (await AskAsync(History, "abc")).ShouldBeOkAsync();
        for (var number = 1; number < 30; number++)
        {
            await (await AskAsync(History, $"made-up-{number}")).ShouldBeProblemAsync(401, "unauthenticated");
        }

        await (await AskAsync(History, "made-up-30")).ShouldBeProblemAsync(429, "rate_limited");
        await (await AskAsync(Status, "made-up-31")).ShouldBeOkAsync();
        await (await AskAsync(History, "abc")).ShouldBeOkAsync();
        Assert.Equal(30, sessions.Asked.Count);
    }

    [Fact]
    public async Task Questions_about_one_cookie_are_one()
    {
        sessions.Add("abc", "user-17", organization, "viewer");

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => AskAsync(History, "abc")));

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
        Assert.Single(sessions.Asked);
    }
}
