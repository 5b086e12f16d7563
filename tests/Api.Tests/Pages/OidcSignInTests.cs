using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.WebUtilities;
using StatusLevels.Api.Tests.Mail;
using StatusLevels.Testing;

namespace StatusLevels.Api.Tests.Pages;

/// <summary>Signing in with an issuer, as a browser goes through it.</summary>
public sealed class OidcSignInTests : IAsyncLifetime
{
    private TestIssuer issuer = null!;
    private TestApi api = null!;

    public async ValueTask InitializeAsync()
    {
        issuer = await TestIssuer.StartAsync();
        api = await TestApi.StartAsync(new()
        {
            ["OIDC_AUTHORITY"] = issuer.Authority,
            ["OIDC_AUDIENCE"] = TestIssuer.Audience,
            ["OIDC_ADMIN_CLAIM"] = "roles=platform",
            ["OIDC_CLIENT_ID"] = "pages",
            ["OIDC_CLIENT_SECRET"] = "a secret of the client's",
        });
    }

    public async ValueTask DisposeAsync()
    {
        await api.DisposeAsync();
        await issuer.DisposeAsync();
    }

    [Fact]
    public async Task Whoever_the_issuer_vouches_for_has_a_session_and_comes_back_to_where_they_were()
    {
        using var browser = api.Client();
        var asked = await StartAsync(browser, "/dashboard/organization");
        Assert.Equal(("code", "S256", "pages"), (asked["response_type"], asked["code_challenge_method"], asked["client_id"]));

        using var back = await ReturnAsync(browser, asked, issuer.Authorize(asked, "auth0|olga", claims =>
        {
            (claims["name"], claims["email"], claims["email_verified"]) = ("Olga", "olga@example.org", true);
        }));

        Assert.Equal(HttpStatusCode.SeeOther, back.StatusCode);
        Assert.Equal("/dashboard/organization", back.Headers.Location!.ToString());
        var user = await UserAsync(browser);
        Assert.Equal("auth0|olga", user.GetProperty("id").GetString());
        Assert.Equal("olga@example.org", user.GetProperty("email").GetString());
        Assert.Equal(JsonValueKind.Null, user.GetProperty("platform_role").ValueKind);
    }

    [Fact]
    public async Task An_address_that_nobody_verified_is_not_believed_and_the_admin_claim_is()
    {
        using var browser = api.Client();
        var asked = await StartAsync(browser, "/");
        using var back = await ReturnAsync(browser, asked, issuer.Authorize(asked, "auth0|boss", claims =>
        {
            (claims["email"], claims["roles"]) = ("boss@example.org", new JsonArray("platform"));
        }));

        var user = await UserAsync(browser);
        Assert.Equal(JsonValueKind.Null, user.GetProperty("email").ValueKind);
        Assert.Equal("platform_admin", user.GetProperty("platform_role").GetString());
        using var admin = await browser.GetAsync("/admin", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, admin.StatusCode);
    }

    [Theory]
    [InlineData("olga@example.org", "true", "olga@example.org")]
    [InlineData("ольга@example.org", true, null)]
    [InlineData("olga@example.org, other@example.org", true, null)]
    [InlineData("olga@example.org", "yes", null)]
    public async Task An_address_counts_as_it_counts_in_every_token(string email, object verified, string? known)
    {
        using var browser = await SignedInAsync("auth0|" + Guid.NewGuid(), claims =>
            (claims["email"], claims["email_verified"]) = (email, JsonValue.Create(verified)));

        Assert.Equal(known, (await UserAsync(browser)).GetProperty("email").GetString());
    }

    [Fact]
    public async Task The_address_of_a_member_is_written_to_from_then_on()
    {
        const string Row = "select email, name, locale from known_addresses where user_id = $1";
        var (member, stranger) = ($"auth0|{Guid.NewGuid():n}", $"auth0|{Guid.NewGuid():n}");
        await api.ExecuteAsync(
            "insert into organization_members (organization_id, user_id, role, added_at) values ($1, $2, 'owner', now())",
            Guid.NewGuid(), member);
        Action<JsonObject> verified = claims => (claims["name"], claims["email"], claims["email_verified"], claims["locale"])
            = ("Olga", "olga@example.org", true, "ru-RU");

        using var other = await SignedInAsync(stranger, verified);
        using var browser = await SignedInAsync(member, verified);

        await api.ShouldShowAsync("olga@example.org Olga ru", Row, member);
        Assert.Null(await api.RowAsync(Row, stranger));
    }

    [Fact]
    public async Task Signing_out_everywhere_ends_all_sessions_of_that_person_and_nobody_elses()
    {
        using var first = await SignedInAsync("auth0|one");
        using var second = await SignedInAsync("auth0|one");
        using var other = await SignedInAsync("auth0|other");

        using var ended = await first.DeleteAsync("/api/session?everywhere=true", TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.NoContent, ended.StatusCode);
        Assert.Equal(
            HttpStatusCode.Unauthorized, (await second.GetAsync("/api/session", TestContext.Current.CancellationToken)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await other.GetAsync("/api/session", TestContext.Current.CancellationToken)).StatusCode);
    }

    [Fact]
    public async Task A_code_that_another_browser_asked_for_opens_nothing()
    {
        using var victim = api.Client();
        using var attacker = api.Client();
        var asked = await StartAsync(attacker, "/");

        using var back = await ReturnAsync(victim, asked, issuer.Authorize(asked, "auth0|attacker"));

        Assert.Equal(HttpStatusCode.BadRequest, back.StatusCode);
        Assert.Equal(
            HttpStatusCode.Unauthorized, (await victim.GetAsync("/api/session", TestContext.Current.CancellationToken)).StatusCode);
    }

    [Fact]
    public async Task A_token_for_another_sign_in_opens_nothing()
    {
        using var browser = api.Client();
        var asked = await StartAsync(browser, "/");

        using var back = await ReturnAsync(browser, asked, issuer.Authorize(asked, "auth0|x", claims => claims["nonce"] = "another"));

        Assert.Equal(HttpStatusCode.BadRequest, back.StatusCode);
        Assert.Equal(
            HttpStatusCode.Unauthorized, (await browser.GetAsync("/api/session", TestContext.Current.CancellationToken)).StatusCode);
    }

    [Theory]
    [InlineData("https://evil.example/")]
    [InlineData("//evil.example/")]
    [InlineData("/\\evil.example")]
    public async Task Nobody_is_sent_elsewhere_afterwards(string target)
    {
        using var browser = api.Client();
        var asked = await StartAsync(browser, target);

        using var back = await ReturnAsync(browser, asked, issuer.Authorize(asked, "auth0|olga"));

        Assert.Equal("/", back.Headers.Location!.ToString());
    }

    [Fact]
    public async Task The_session_ends_after_twelve_hours_and_the_password_is_the_issuers()
    {
        using var browser = await SignedInAsync("auth0|olga");
        var session = await (await browser.GetAsync("/api/session", TestContext.Current.CancellationToken)).ReadJsonAsync();
        var left = session.GetProperty("expires_at").GetDateTimeOffset() - TimeProvider.System.GetUtcNow();
        Assert.InRange(left, TimeSpan.FromHours(11), TimeSpan.FromHours(12));

        using var change = await browser.PutAsync(
            "/api/session/password", Json.Content("""{"current_password":"x","password":"a long enough new secret"}"""),
            TestContext.Current.CancellationToken);
        await change.ShouldBeProblemAsync(403, "forbidden");
    }

    [Fact]
    public async Task While_the_issuer_is_away_a_page_says_so()
    {
        issuer.IsAway = true;
        using var browser = api.Client();

        using var start = await browser.GetAsync("/sign-in/oidc", TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, start.StatusCode);
        Assert.Equal("text/html", start.Content.Headers.ContentType!.MediaType);
    }

    private async Task<HttpClient> SignedInAsync(string subject, Action<JsonObject>? change = null)
    {
        var browser = api.Client();
        var asked = await StartAsync(browser, "/");
        using var back = await ReturnAsync(browser, asked, issuer.Authorize(asked, subject, change));
        Assert.Equal(HttpStatusCode.SeeOther, back.StatusCode);
        return browser;
    }

    /// <summary>What the product asks the issuer, by name.</summary>
    private static async Task<Dictionary<string, string>> StartAsync(HttpClient browser, string target)
    {
        using var start = await browser.GetAsync(
            QueryHelpers.AddQueryString("/sign-in/oidc", "return", target), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Redirect, start.StatusCode);
        return QueryHelpers.ParseQuery(start.Headers.Location!.Query).ToDictionary(pair => pair.Key, pair => pair.Value.ToString());
    }

    private static Task<HttpResponseMessage> ReturnAsync(HttpClient browser, Dictionary<string, string> asked, string code) =>
        browser.GetAsync(
            QueryHelpers.AddQueryString(
                asked["redirect_uri"], new Dictionary<string, string?> { ["code"] = code, ["state"] = asked["state"] }),
            TestContext.Current.CancellationToken);

    private static async Task<JsonElement> UserAsync(HttpClient browser)
    {
        using var answer = await browser.GetAsync("/api/session", TestContext.Current.CancellationToken);
        return (await answer.ShouldBeOkAsync()).GetProperty("user");
    }
}
